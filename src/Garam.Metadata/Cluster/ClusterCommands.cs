using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Cluster;

/// <summary>
/// A process becomes the leader with the entry that holds this command. Refused unless the epoch is higher than every earlier one.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class LeaderClaim : Command
{
    public override CommandType Type => CommandType.LeaderClaim;

    [Field]
    public int Epoch { get; set; }

    /// <summary>Random. By it a process recognizes its own entry after the answer to an append was lost.</summary>
    [Field]
    public long Nonce { get; set; }

    /// <summary>The host where the leader accepts commands; empty when it serves only its own process.</summary>
    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }
}

/// <summary>A leader shuts down cleanly: candidates need not wait for its lease to expire.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class Resign : Command
{
    public override CommandType Type => CommandType.Resign;

    [Field]
    public int Epoch { get; set; }
}

/// <summary>Gives the cluster its id, once. A second id is refused, so that a race between two first leaders has one outcome.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class SetClusterIdentity : Command
{
    public override CommandType Type => CommandType.SetClusterIdentity;

    [Field]
    public string ClusterId { get; set; } = "";
}

/// <summary>
/// Switches later versions of commands on, for every replica at the same entry. The level never falls.
/// Version 1 has the same fields; it also stores the time since which segments carry the time of their commit.
/// </summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class SetFeatureLevel : Command
{
    public override CommandType Type => CommandType.SetFeatureLevel;

    [Field]
    public short Level { get; set; }
}

/// <summary>
/// From now on commits of segments born below the watermark are refused, so unreferenced segments below it can be deleted. It never falls.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class RaiseBirthWatermark : Command
{
    public override CommandType Type => CommandType.RaiseBirthWatermark;

    [Field]
    public long Watermark { get; set; }
}

/// <summary>
/// Sets the time of the journal back to the timestamp of this command, after a wrong clock moved it ahead. Every other command only moves
/// it forward. Earlier timestamps stay: what carries them looks younger than it is and is kept longer.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class ResetTime : Command
{
    public override CommandType Type => CommandType.ResetTime;

    /// <summary>The earlier time of the journal, for people who read the journal.</summary>
    [Field]
    public long FromMs { get; set; }
}

/// <summary>
/// Opens an incarnation for a process and gives it a node id. Closes an earlier incarnation at the same address, because only one process
/// can listen there. In version 0 the node id belongs to the address; in version 1 it belongs to the name, and an earlier incarnation of
/// the name is closed wherever it is. Version 2 also names listeners for clients of one zone; earlier incarnations at any of their
/// addresses are closed too.
/// </summary>
[Message("0-2", Flexible = "0+")]
public sealed partial class RegisterProcess : Command
{
    public override CommandType Type => CommandType.RegisterProcess;

    [Field]
    public string Name { get; set; } = "";

    /// <summary>The address that clients are given.</summary>
    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }

    [Field(Nullable = "0+")]
    public string? Zone { get; set; }

    [Field]
    public string[] Roles { get; set; } = [];

    /// <summary>The host where other processes of the cluster connect; empty if the process is alone on its store.</summary>
    [Field("1+")]
    public string InternalHost { get; set; } = "";

    [Field("1+")]
    public int InternalPort { get; set; }

    /// <summary>For people who look at the cluster.</summary>
    [Field("1+")]
    public string ProgramVersion { get; set; } = "";

    /// <summary>The listeners for clients of one zone, at most <see cref="ProcessState.ZoneListenersMax"/>.</summary>
    [Field("2+")]
    public ZoneListener[] ZoneListeners { get; set; } = [];

    /// <summary>The highest feature level that the program of the process knows. Tagged, so that programs of level 0 ignore it.</summary>
    [Field(Tag = 0)]
    public short FeatureLevelMax { get; set; }
}

/// <summary>An address that clients of one zone are given.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class ZoneListener
{
    [Field]
    public string Zone { get; set; } = "";

    [Field]
    public string Host { get; set; } = "";

    [Field]
    public int Port { get; set; }

    public static ZoneListener Of(ClientAddress listener) =>
        new() { Zone = listener.Zone ?? "", Host = listener.Address.Host, Port = listener.Address.Port };

    public ClientAddress ToAddress() => new(new HostPort(Host, Port), Zone);
}

[Message("0-2", Flexible = "0+")]
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

/// <summary>
/// Closes an incarnation after a clean shutdown, or when the leader has not heard from it for too long. Its later commits are refused.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class RemoveProcess : Command
{
    public override CommandType Type => CommandType.RemoveProcess;

    [Field]
    public int IncarnationValue { get; set; }

    public Incarnation Incarnation => new(IncarnationValue);
}

/// <summary>
/// Tells that a process is about to stop: clients are no longer sent to it, and it still commits what it has accepted.
/// </summary>
[Message("0", Flexible = "0+")]
public sealed partial class DrainProcess : Command
{
    public override CommandType Type => CommandType.DrainProcess;

    [Field]
    public int IncarnationValue { get; set; }
}
