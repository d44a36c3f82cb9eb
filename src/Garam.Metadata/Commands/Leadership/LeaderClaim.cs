using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Leadership;

/// <summary>A process becomes leader with the entry that holds this command. Refused unless the epoch is higher than every earlier one.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class LeaderClaim : Command
{
    public override CommandType Type => CommandType.LeaderClaim;

    [Field]
    public int Epoch { get; set; }

    /// <summary>Random: tells the claimer's own entry from another's when an append's answer was lost.</summary>
    [Field]
    public long Nonce { get; set; }

    /// <summary>Where the leader takes commands; empty when it serves its own process only.</summary>
    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }
}
