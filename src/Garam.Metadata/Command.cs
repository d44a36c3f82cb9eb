using Garam.Protocol.Wire;

namespace Garam.Metadata;

/// <summary>
/// One input of the state machine. Its fields hold everything that Apply must not determine by itself: time, ids, the result of an
/// assignor. The meaning of a (type, version) pair is frozen once released.
/// </summary>
public abstract class Command : IMessage
{
    public abstract CommandType Type { get; }

    /// <summary>
    /// The version in which the command is encoded and applied: read from the journal, or chosen by the leader from the feature level.
    /// </summary>
    public short Version { get; set; }

    /// <summary>
    /// Milliseconds since 1970. The leader sets it when it adds the command to an entry; only <c>ResetTime</c> moves it back within a
    /// journal.
    /// </summary>
    public long TimestampMs { get; set; }

    public abstract void Read(ref WireReader reader, short version);

    public abstract void Write(ref WireWriter writer, short version);
}

/// <summary>Journals contain these numbers: never reuse one. 100 to 149 belong to groups.</summary>
public enum CommandType : short
{
    LeaderClaim = 1,
    Resign = 2,

    SetClusterIdentity = 10,
    SetFeatureLevel = 11,
    RegisterProcess = 12,
    RemoveProcess = 13,
    RaiseBirthWatermark = 14,
    ResetTime = 15,
    DrainProcess = 16,

    CreateTopic = 20,
    DeleteTopic = 21,
    CreatePartitions = 22,
    DeleteRecords = 23,
    AdvanceLogStart = 24,
    ReclaimExtents = 25,
    AlterConfigs = 26,

    CommitSegment = 40,
    ForgetSegments = 41,

    AllocateProducerId = 50,
    ExpireProducers = 51,

    CompleteJoin = 100,
    AssignGroup = 101,
    RemoveMembers = 102,
    ReplaceStaticMember = 103,
    CommitOffsets = 104,
    DeleteOffsets = 105,
    DeleteGroup = 106,
    ExpireOffsets = 107,
}
