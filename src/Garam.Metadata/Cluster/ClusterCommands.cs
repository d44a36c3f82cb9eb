using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Cluster;

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

/// <summary>A clean shutdown: would-be leaders need not wait the lease out.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class Resign : Command
{
    public override CommandType Type => CommandType.Resign;

    [Field]
    public int Epoch { get; set; }
}

/// <summary>Gives the cluster its id, once. A second one is refused, so that a race of two first leaders has one outcome.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class SetClusterIdentity : Command
{
    public override CommandType Type => CommandType.SetClusterIdentity;

    [Field]
    public string ClusterId { get; set; } = "";
}

/// <summary>
/// Switches the meaning of later command versions on, for every replica at the same entry. It only rises.
/// Version 1 has the same fields: it also keeps since when segments carry the time of their commit.
/// </summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class SetFeatureLevel : Command
{
    public override CommandType Type => CommandType.SetFeatureLevel;

    [Field]
    public short Level { get; set; }
}

/// <summary>Commits of segments born below it are refused from now on, so unreferenced ones below it can be deleted. It only rises.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class RaiseBirthWatermark : Command
{
    public override CommandType Type => CommandType.RaiseBirthWatermark;

    [Field]
    public long Watermark { get; set; }
}

/// <summary>
/// Brings the journal's time back to this command's own, after a clock that was wrong has taken it ahead. Every other command only moves it on.
/// What was stamped before keeps its stamps: it looks younger than it is, and is kept for longer.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class ResetTime : Command
{
    public override CommandType Type => CommandType.ResetTime;

    /// <summary>The journal's time before, for people who read the journal.</summary>
    [Field]
    public long FromMs { get; set; }
}

/// <summary>
/// A process begins a life: it gets an incarnation, and the node id of its address. An earlier incarnation at the same address
/// is closed, because only one process can answer there.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class RegisterProcess : Command
{
    public override CommandType Type => CommandType.RegisterProcess;

    [Field]
    public string Name { get; set; } = "";

    /// <summary>As clients are told to reach it.</summary>
    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }

    [Field(Nullable = "0+")]
    public string? Zone { get; set; }

    [Field]
    public string[] Roles { get; set; } = [];

    /// <summary>The highest feature level that its program knows. Tagged, so that programs of level 0 read past it.</summary>
    [Field(Tag = 0)]
    public short FeatureLevelMax { get; set; }
}

[Message("0", Flexible = "0+")]
public sealed partial class RegisterProcessResult : CommandResult
{
    [Field]
    public short ErrorValue { get; set; }

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public int NodeId { get; set; }

    public override ErrorCode Error => (ErrorCode)ErrorValue;

    public Incarnation Incarnation => new(IncarnationValue);

    public static RegisterProcessResult Refused(ErrorCode error) => new() { ErrorValue = (short)error };
}

/// <summary>Closes an incarnation: a clean shutdown, or the leader has not heard from it for too long. Its later commits are refused.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class RemoveProcess : Command
{
    public override CommandType Type => CommandType.RemoveProcess;

    [Field]
    public int IncarnationValue { get; set; }

    public Incarnation Incarnation => new(IncarnationValue);
}
