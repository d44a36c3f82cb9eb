using System.Collections.Frozen;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Partitions;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>Every kind of snapshot row that this program knows, and where each restores itself.</summary>
internal static class SnapshotCatalog
{
    private static readonly FrozenDictionary<SnapshotRecordType, Kind> Kinds = new Kind[]
    {
        new Kind<HeaderRecord>(static (row, loader) => row.RestoreInto(loader.State)),
        new Kind<NodeIdRecord>(static (row, loader) => row.RestoreInto(loader.State.Processes.NodeIds)),
        new Kind<ProcessRecord>(static (row, loader) => row.RestoreInto(loader.State.Processes)),
        new Kind<ConfigRecord>(static (row, loader) => row.RestoreInto(loader.State.Configs)),
        new Kind<LiveSegmentRecord>(static (row, loader) => row.RestoreInto(loader.State.Segments)),
        new Kind<DeadSegmentRecord>(static (row, loader) => row.RestoreInto(loader.State.Segments)),
        new Kind<TopicRecord>(static (row, loader) => row.RestoreInto(loader.State.Topics)),
        new Kind<PartitionRecord>(static (row, loader) => row.RestoreInto(loader.Partitions)),
        new Kind<ExtentsRecord>(static (row, loader) => row.RestoreInto(loader.Partitions)),
        new Kind<ProducersRecord>(static (row, loader) => row.RestoreInto(loader.Partitions)),
        new Kind<GroupRecord>(static (row, loader) => row.RestoreInto(loader.State.Groups)),
        new Kind<GroupOffsetsRecord>(static (row, loader) => row.RestoreInto(loader.State.Groups)),
        new Kind<RowPartRecord>(static (row, loader) => loader.Add(row)),
        new Kind<EndRecord>(static (row, loader) => loader.Complete(row)),
    }.ToFrozenDictionary(kind => kind.Type);

    /// <summary>Reads the next row. Its byte fields borrow the reader's memory.</summary>
    public static SnapshotRecord Read(ref WireReader reader)
    {
        var type = (SnapshotRecordType)reader.ReadInt16();
        var version = reader.ReadInt16();
        var record = New(type);

        // The row's own reader knows its versions and refuses others by name.
        FramedMessage.ReadBody(record, version, ref reader);
        return record;
    }

    public static SnapshotRecord New(SnapshotRecordType type) => Find(type).New();

    public static void Restore(SnapshotRecord row, SnapshotLoader loader) => Find(row.Type).Restore(row, loader);

    private static Kind Find(SnapshotRecordType type) => Kinds.TryGetValue(type, out var kind)
        ? kind
        : throw new MalformedRequestException($"Snapshot row type {(short)type} is not known to this program; a newer one wrote it.");

    private abstract class Kind(SnapshotRecordType type)
    {
        public SnapshotRecordType Type => type;

        public abstract SnapshotRecord New();

        public abstract void Restore(SnapshotRecord row, SnapshotLoader loader);
    }

    private sealed class Kind<TRecord>(Action<TRecord, SnapshotLoader> restore) : Kind(new TRecord().Type)
        where TRecord : SnapshotRecord, new()
    {
        public override SnapshotRecord New() => new TRecord();

        public override void Restore(SnapshotRecord row, SnapshotLoader loader) => restore((TRecord)row, loader);
    }
}
