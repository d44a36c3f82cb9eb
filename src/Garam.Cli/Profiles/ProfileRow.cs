using Garam.Cli.Connecting;

namespace Garam.Cli.Profiles;

internal sealed record ProfileRow(string Name, string Brokers, bool InUse)
{
    /// <summary>Null where there is none.</summary>
    public SecuritySettings? Security { get; init; }
}
