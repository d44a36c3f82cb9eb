using Garam.Metadata.Partitions;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>
/// Builds a state from the chunks of a snapshot. Throws <see cref="MalformedRequestException"/> with the reason for chunks that are damaged
/// or that a newer program wrote, and never returns a state that is loaded in part. One thread.
/// </summary>
public sealed class SnapshotLoader
{
    private readonly RowAssembly _assembly = new();
    private long _rowCount;
    private bool _isComplete;

    internal SnapshotLoader() => Partitions = new PartitionAssembly(State.RestorePartition);

    internal ClusterState State { get; } = new();

    internal PartitionAssembly Partitions { get; }

    /// <summary>Loads what <see cref="SnapshotCut"/> wrote.</summary>
    public static ClusterState Load(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var loader = new SnapshotLoader();
        foreach (var chunk in chunks)
        {
            var reader = new WireReader(chunk);
            while (reader.Remaining > 0)
            {
                loader.Accept(SnapshotCatalog.Read(ref reader));
            }
        }

        return loader._isComplete ? loader.State : throw new MalformedRequestException("The snapshot ends before its last row.");
    }

    /// <summary>Restores a large row once its last part is there.</summary>
    internal void Add(RowPartRecord part)
    {
        if (_assembly.Add(part) is { } row)
        {
            SnapshotCatalog.Restore(row, this);
        }
    }

    internal void Complete(EndRecord end)
    {
        Partitions.Complete();
        if (end.RowCount != _rowCount)
        {
            throw new MalformedRequestException($"The snapshot has {_rowCount} rows and announces {end.RowCount}.");
        }

        _isComplete = true;
    }

    private void Accept(SnapshotRecord record)
    {
        if (_isComplete || (_rowCount == 0) != (record is HeaderRecord) || (_assembly.IsOpen && record is not RowPartRecord))
        {
            throw new MalformedRequestException($"A snapshot row {record.Type} is out of place.");
        }

        SnapshotCatalog.Restore(record, this);
        _rowCount++;
    }
}
