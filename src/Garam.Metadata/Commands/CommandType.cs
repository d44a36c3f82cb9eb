namespace Garam.Metadata.Commands;

/// <summary>Numbers are written to journals: never reuse one. 100 to 149 belong to groups.</summary>
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
