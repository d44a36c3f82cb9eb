using System.Buffers;

namespace Garam.Metadata.Snapshots;

/// <summary>
/// The state as it was at one sequence number, read in chunks while Apply goes on. Nothing is copied for it: what is captured is
/// immutable, and Apply replaces it instead of changing it. So reading needs no lock; cutting does. Owner: who began it; one thread at a time.
/// </summary>
public sealed class SnapshotCut : IDisposable
{
    /// <summary>Large enough for an efficient object, small enough that encoding one is a short piece of work.</summary>
    public const int ChunkSize = 256 * 1024;

    private readonly IEnumerator<SnapshotRecord> _rows;
    private long _rowCount;
    private bool _isComplete;

    private SnapshotCut(long sequence, IEnumerable<SnapshotRecord> rows)
    {
        Sequence = sequence;
        _rows = rows.GetEnumerator();
    }

    public long Sequence { get; }

    /// <summary>Writes the next chunk, which ends with the row that fills it. False when there is none.</summary>
    public bool TryReadChunk(IBufferWriter<byte> destination)
    {
        if (_isComplete)
        {
            return false;
        }

        for (long size = 0; size < ChunkSize;)
        {
            if (!_rows.MoveNext())
            {
                _isComplete = true;
                Write(new EndRecord { RowCount = _rowCount }, destination);
                return true;
            }

            size += Write(_rows.Current, destination);
            _rowCount++;
        }

        return true;
    }

    public void Dispose() => _rows.Dispose();

    internal static SnapshotCut Of(ClusterState state) => new(state.Sequence, new SnapshotRows(state).All());

    private static long Write(SnapshotRecord record, IBufferWriter<byte> destination) =>
        FramedMessage.Write((short)record.Type, record.Version, record, destination);
}
