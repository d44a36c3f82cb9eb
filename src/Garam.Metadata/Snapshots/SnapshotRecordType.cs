namespace Garam.Metadata.Snapshots;

/// <summary>Numbers are written to snapshots: never reuse one. 100 to 149 belong to groups.</summary>
public enum SnapshotRecordType : short
{
    Header = 1,
    NodeId = 2,
    Process = 3,
    Config = 4,
    LiveSegment = 5,
    DeadSegment = 6,
    Topic = 7,
    Partition = 8,
    Extents = 9,
    Producers = 10,
    RowPart = 11,
    End = 99,
    Group = 100,
    GroupOffsets = 101,
}
