using System.Buffers;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Groups;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Metadata.Topics;

namespace Garam.Metadata.Snapshots;

/// <summary>
/// The state as it was at one sequence number, read in chunks while Apply continues. Cutting copies nothing: the captured values are
/// immutable, and Apply replaces them instead of changing them. Cutting needs the replica's lock; reading does not. Owner: the caller of
/// <see cref="Of"/>; one thread at a time.
/// </summary>
public sealed class SnapshotCut : IDisposable
{
    /// <summary>Large enough for an efficient object, and small enough that encoding a chunk takes little time.</summary>
    public const int ChunkSize = 256 * 1024;

    /// <summary>The largest chunk that every program's reader accepts.</summary>
    public const int ChunkBytesMax = 8 * 1024 * 1024;

    /// <summary>
    /// The largest body of a row that is written whole: it fits into a chunk together with the rows before it and the last row.
    /// </summary>
    internal const int RowBytesMax = ChunkBytesMax - ChunkSize - 1024;

    private readonly IEnumerator<SnapshotRecord> _rows;
    private IEnumerator<SnapshotRecord> _parts = NoParts();
    private long _rowCount;
    private bool _isComplete;

    private SnapshotCut(IEnumerable<SnapshotRecord> rows) => _rows = rows.GetEnumerator();

    /// <summary>Cuts the state as it is now. This is cheap, and later commands do not change the cut.</summary>
    public static SnapshotCut Of(ClusterState state)
    {
        // The order is part of the format: a row comes after the rows that its restoration needs.
        IEnumerable<SnapshotRecord> rows = [HeaderRecord.Of(state)];
        return new SnapshotCut(rows
            .Concat(ProcessRows.Capture(state.Processes))
            .Concat(ConfigRows.Capture(state.Configs))
            .Concat(SegmentRows.Capture(state.Segments))
            .Concat(TopicRows.Capture(state.Topics))
            .Concat(GroupRows.Capture(state.Groups)));
    }

    /// <summary>
    /// The chunks, encoded as they are enumerated, which is possible once. Each ends with the row or the part of a row that fills it, and
    /// is valid until the next one is asked for.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>> ReadChunks()
    {
        var buffer = new ArrayBufferWriter<byte>(ChunkSize);
        while (!_isComplete)
        {
            WriteChunk(buffer);
            yield return buffer.WrittenMemory;
            buffer.ResetWrittenCount();
        }
    }

    public void Dispose() => _rows.Dispose();

    private static IEnumerator<SnapshotRecord> NoParts() => Enumerable.Empty<SnapshotRecord>().GetEnumerator();

    private void WriteChunk(ArrayBufferWriter<byte> destination)
    {
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
                return;
            }
        }
    }

    /// <summary>Returns the bytes written. A row that is too large writes none: its parts come next.</summary>
    private long Write(SnapshotRecord record, ArrayBufferWriter<byte> destination)
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
