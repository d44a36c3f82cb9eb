using System.Globalization;

namespace Garam.UnitTests.Protocol.Messages;

/// <summary>A version range as Kafka's schemas write it, parsed without the generator's own code.</summary>
internal readonly record struct SchemaRange(int First, int Last)
{
    public static SchemaRange Parse(string text)
    {
        if (text == "none")
        {
            return new SchemaRange(0, -1);
        }

        var parts = text.TrimEnd('+').Split('-');
        var first = int.Parse(parts[0], CultureInfo.InvariantCulture);
        var last = text.EndsWith('+') ? short.MaxValue : int.Parse(parts[^1], CultureInfo.InvariantCulture);
        return new SchemaRange(first, last);
    }

    public bool Contains(int version) => version >= First && version <= Last;
}
