using System.Buffers;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>Puts the pieces of one large row after the other together again. Owner: the loader.</summary>
internal sealed class RowAssembly
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private RowPartRecord? _first;

    /// <summary>Some pieces of a row are missing yet: nothing else may come now.</summary>
    public bool IsOpen => _first is not null;

    /// <summary>Returns the row once its last piece has come; null before.</summary>
    public SnapshotRecord? Add(RowPartRecord part)
    {
        _first ??= part;
        if ((part.RowType, part.RowVersion, part.RowBytes) != (_first.RowType, _first.RowVersion, _first.RowBytes) || part.Body.Length > part.RowBytes - _body.WrittenCount)
        {
            throw new MalformedRequestException($"A piece of a snapshot row {(SnapshotRecordType)part.RowType} does not belong to the pieces before it.");
        }

        _body.Write(part.Body.Span);
        if (_body.WrittenCount < part.RowBytes)
        {
            return null;
        }

        // The row borrows these bytes, and the writer is used again.
        var reader = new WireReader(_body.WrittenSpan.ToArray());
        _body.ResetWrittenCount();
        _first = null;
        var row = SnapshotLoader.New((SnapshotRecordType)part.RowType);
        row.Read(ref reader, part.RowVersion);
        reader.ExpectEnd();
        return row is HeaderRecord or EndRecord or RowPartRecord
            ? throw new MalformedRequestException($"A snapshot row {row.Type} is never cut into pieces.")
            : row;
    }
}
