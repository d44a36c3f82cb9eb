using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Partitions;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>
/// Builds a state from the chunks of a snapshot. Chunks that are damaged or from a newer program throw
/// <see cref="MalformedRequestException"/> with the reason; nothing half loaded leaves here.
/// </summary>
internal sealed class SnapshotLoader
{
    private readonly ClusterState _state = new();
    private readonly RowAssembly _assembly = new();
    private TopicPartition _partition;
    private PartitionLog? _partitionState;
    private long _rowCount;
    private bool _isComplete;

    public static ClusterState Load(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var loader = new SnapshotLoader();
        foreach (var chunk in chunks)
        {
            var reader = new WireReader(chunk);
            while (reader.Remaining > 0)
            {
                loader.Accept(Read(ref reader));
            }
        }

        return loader._isComplete ? loader._state : throw new MalformedRequestException("The snapshot ends before its last row.");
    }

    internal static SnapshotRecord Read(ref WireReader reader)
    {
        var type = (SnapshotRecordType)reader.ReadInt16();
        var version = reader.ReadInt16();
        var record = New(type);

        // The row's own reader knows its versions and refuses others by name.
        FramedMessage.ReadBody(record, version, ref reader);
        return record;
    }

    internal static SnapshotRecord New(SnapshotRecordType type) => type switch
    {
        SnapshotRecordType.Header => new HeaderRecord(),
        SnapshotRecordType.NodeId => new NodeIdRecord(),
        SnapshotRecordType.Process => new ProcessRecord(),
        SnapshotRecordType.Config => new ConfigRecord(),
        SnapshotRecordType.LiveSegment => new LiveSegmentRecord(),
        SnapshotRecordType.DeadSegment => new DeadSegmentRecord(),
        SnapshotRecordType.Topic => new TopicRecord(),
        SnapshotRecordType.Partition => new PartitionRecord(),
        SnapshotRecordType.Extents => new ExtentsRecord(),
        SnapshotRecordType.Producers => new ProducersRecord(),
        SnapshotRecordType.Group => new GroupRecord(),
        SnapshotRecordType.GroupOffsets => new GroupOffsetsRecord(),
        SnapshotRecordType.RowPart => new RowPartRecord(),
        SnapshotRecordType.End => new EndRecord(),
        _ => throw new MalformedRequestException($"Snapshot row type {(short)type} is not known to this program; a newer one wrote it."),
    };

    private void Accept(SnapshotRecord record)
    {
        if (_isComplete || (_rowCount == 0) != (record is HeaderRecord) || (_assembly.IsOpen && record is not RowPartRecord))
        {
            throw new MalformedRequestException($"A snapshot row {record.Type} is out of place.");
        }

        Invariant.Check(TryRestore(record), $"snapshot rows {record.Type} are written and not restored");
        _rowCount++;
    }

    /// <summary>False for a kind of row that nothing is made of: a test holds that there is none.</summary>
    internal bool TryRestore(SnapshotRecord record)
    {
        switch (record)
        {
            case HeaderRecord { FormatVersion: not SnapshotFormat.Version } header:
                throw new MalformedRequestException(
                    $"The snapshot has format {header.FormatVersion}; this program reads format {SnapshotFormat.Version}.");
            case HeaderRecord header: header.RestoreInto(_state); break;
            case NodeIdRecord nodeId: nodeId.RestoreInto(_state); break;
            case ProcessRecord process: process.RestoreInto(_state); break;
            case ConfigRecord config: config.RestoreInto(_state); break;
            case LiveSegmentRecord segment: segment.RestoreInto(_state); break;
            case DeadSegmentRecord segment: segment.RestoreInto(_state); break;
            case TopicRecord topic: topic.RestoreInto(_state); break;
            case PartitionRecord partition: Begin(partition); break;
            case ExtentsRecord extents: Add(extents); break;
            case ProducersRecord producers: Add(producers); break;
            case GroupRecord group: group.RestoreInto(_state); break;
            case GroupOffsetsRecord offsets: offsets.RestoreInto(_state); break;
            case RowPartRecord part: return _assembly.Add(part) is not { } row || TryRestore(row);
            case EndRecord end: Complete(end); break;
            default: return false;
        }

        return true;
    }

    private void Begin(PartitionRecord record)
    {
        CompletePartition();
        _partition = new TopicPartition(record.TopicId, record.Partition);
        _partitionState = new PartitionLog { LogStartOffset = record.LogStartOffset, HighWatermark = record.HighWatermark };
    }

    private void Add(ExtentsRecord record)
    {
        var state = Current(record);
        var extents = state.Extents;
        long bytes = 0;
        foreach (var entry in record.Extents)
        {
            extents = extents.Append(entry.ToExtent());
            bytes += entry.Length;
        }

        _partitionState = state with { Extents = extents, SizeBytes = state.SizeBytes + bytes };
    }

    private void Add(ProducersRecord record)
    {
        var state = Current(record);
        var producers = record.Producers.Select(entry => KeyValuePair.Create(entry.ProducerId, entry.ToProducer()));
        _partitionState = state with { Producers = state.Producers.AddRange(producers) };
    }

    private PartitionLog Current(SnapshotRecord record) =>
        _partitionState ?? throw new MalformedRequestException($"A snapshot row {record.Type} comes before the first partition.");

    private void CompletePartition()
    {
        if (_partitionState is not null)
        {
            _state.Topics.SetPartition(_partition, _partitionState);
            _state.RestoreGarbage(_partition, _partitionState);
        }
    }

    private void Complete(EndRecord end)
    {
        CompletePartition();
        if (end.RowCount != _rowCount)
        {
            throw new MalformedRequestException($"The snapshot has {_rowCount} rows and announces {end.RowCount}.");
        }

        _isComplete = true;
    }
}
