using System.Buffers;
using Garam.Metadata.State;

namespace Garam.Metadata.Snapshots;

/// <summary>
/// The state as it was at one sequence number, read in chunks while Apply goes on. Nothing is copied for it: what is captured is
/// immutable, and Apply replaces it instead of changing it. So reading needs no lock; cutting does. Owner: who began it; one thread at a time.
/// </summary>
public sealed class SnapshotCut : IDisposable
{
    /// <summary>Large enough for an efficient object, small enough that encoding one is a short piece of work.</summary>
    public const int ChunkSize = 256 * 1024;

    /// <summary>The largest chunk that any program's reader accepts.</summary>
    public const int ChunkBytesMax = 8 * 1024 * 1024;

    /// <summary>The body of a row that is written whole: together with what lies before it in its chunk, and the last row, it stays within a chunk.</summary>
    internal const int RowBytesMax = ChunkBytesMax - ChunkSize - 1024;

    private readonly IEnumerator<SnapshotRecord> _rows;
    private IEnumerator<SnapshotRecord> _parts = NoParts();
    private long _rowCount;
    private bool _isComplete;

    private SnapshotCut(long sequence, IEnumerable<SnapshotRecord> rows)
    {
        Sequence = sequence;
        _rows = rows.GetEnumerator();
    }

    public long Sequence { get; }

    /// <summary>Writes the next chunk, which ends with the row, or the piece of a row, that fills it. False when there is none.</summary>
    public bool TryReadChunk(IBufferWriter<byte> destination)
    {
        if (_isComplete)
        {
            return false;
        }

        for (long size = 0; size < ChunkSize;)
        {
            if (_parts.MoveNext())
            {
                size += Write(_parts.Current, destination);
            }
            else if (_rows.MoveNext())
            {
                size += Write(_rows.Current, destination);
            }
            else
            {
                _isComplete = true;
                Write(new EndRecord { RowCount = _rowCount }, destination);
                return true;
            }
        }

        return true;
    }

    public void Dispose() => _rows.Dispose();

    internal static SnapshotCut Of(ClusterState state) => new(state.Sequence, new SnapshotRows(state).All());

    private static IEnumerator<SnapshotRecord> NoParts() => Enumerable.Empty<SnapshotRecord>().GetEnumerator();

    /// <summary>Returns the bytes written: none for a row that is too large, whose pieces are next then.</summary>
    private long Write(SnapshotRecord record, IBufferWriter<byte> destination)
    {
        using var body = FramedMessage.Encode(record, record.Version);
        if (body.Length > RowBytesMax)
        {
            _parts = RowPartRecord.Cut(record, body.ToArray()).GetEnumerator();
            return 0;
        }

        _rowCount++;
        return FramedMessage.Write((short)record.Type, record.Version, body, destination);
    }
}
