using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

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
