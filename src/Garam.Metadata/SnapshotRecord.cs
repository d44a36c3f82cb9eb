using Garam.Protocol.Wire;

namespace Garam.Metadata;

/// <summary>
/// One row of a snapshot. Rows are framed as type (16 bits), version (16 bits), length (32 bits) and body; a chunk holds whole rows. The
/// state alone decides their order, so equal states have equal bytes.
/// </summary>
internal abstract class SnapshotRecord : IMessage
{
    public abstract SnapshotRecordType Type { get; }

    /// <summary>The lowest version that can hold this row, so that older programs read every row that they are able to.</summary>
    public virtual short Version => 0;

    public abstract void Read(ref WireReader reader, short version);

    public abstract void Write(ref WireWriter writer, short version);
}

/// <summary>Snapshots contain these numbers: never reuse one. 100 to 149 belong to groups.</summary>
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
