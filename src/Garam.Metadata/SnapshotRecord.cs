using Garam.Protocol.Wire;

namespace Garam.Metadata;

/// <summary>
/// One row of a snapshot. Rows are framed as type (16 bits), version (16), length (32), body; a chunk holds whole rows. Their
/// order is a function of the state, so equal states have equal bytes.
/// </summary>
internal abstract class SnapshotRecord : IMessage
{
    public abstract SnapshotRecordType Type { get; }

    /// <summary>The lowest version that holds this row, so that older programs read every row that they can.</summary>
    public virtual short Version => 0;

    public abstract void Read(ref WireReader reader, short version);

    public abstract void Write(ref WireWriter writer, short version);
}

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
