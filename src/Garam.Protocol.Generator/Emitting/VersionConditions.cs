using Garam.Protocol.Generator.Model;

namespace Garam.Protocol.Generator.Emitting;

/// <summary>Builds C# conditions over the local "version", as short as the possible versions allow.</summary>
internal static class VersionConditions
{
    public const string Always = "true";

    public const string Never = "false";

    public static string In(VersionRange range, VersionRange possible)
    {
        range = range.Intersect(possible);
        if (range.IsEmpty)
        {
            return Never;
        }

        return (range.First > possible.First, range.Last < possible.Last) switch
        {
            (false, false) => Always,
            (true, false) => $"version >= {range.First}",
            (false, true) => $"version <= {range.Last}",
            (true, true) when range.First == range.Last => $"version == {range.First}",
            (true, true) => $"version is >= {range.First} and <= {range.Last}",
        };
    }
}
