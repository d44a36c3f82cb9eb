using System.Buffers;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>
/// A part of a row that is too large for a chunk. The parts follow each other and together are the row's body. Rows that fit are never cut
/// into parts, so that older programs read every snapshot that they could have written.
/// </summary>
[Message("0", Flexible = "0+")]
internal sealed partial class RowPartRecord : SnapshotRecord
{
    /// <summary>
    /// One part fills a chunk, so that the unchanged beginning of a row is the same chunk in the next snapshot and not written again.
    /// </summary>
    public const int BodyBytesMax = SnapshotCut.ChunkSize;

    public override SnapshotRecordType Type => SnapshotRecordType.RowPart;

    [Field]
    public short RowType { get; set; }

    [Field]
    public short RowVersion { get; set; }

    /// <summary>The length of the row's whole body.</summary>
    [Field]
    public int RowBytes { get; set; }

    [Field]
    public ReadOnlyMemory<byte> Body { get; set; }

    public static IEnumerable<RowPartRecord> Cut(SnapshotRecord row, ReadOnlyMemory<byte> body)
    {
        for (var position = 0; position < body.Length; position += BodyBytesMax)
        {
            yield return new RowPartRecord
            {
                RowType = (short)row.Type,
                RowVersion = row.Version,
                RowBytes = body.Length,
                Body = body.Slice(position, Math.Min(BodyBytesMax, body.Length - position)),
            };
        }
    }
}

/// <summary>Joins the parts of one large row after the other. Owner: the loader.</summary>
internal sealed class RowAssembly
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private RowPartRecord? _first;

    /// <summary>Parts of a row are missing: no other row may come now.</summary>
    public bool IsOpen => _first is not null;

    /// <summary>Returns the row with its last part, and null before.</summary>
    public SnapshotRecord? Add(RowPartRecord part)
    {
        _first ??= part;
        if ((part.RowType, part.RowVersion, part.RowBytes) != (_first.RowType, _first.RowVersion, _first.RowBytes)
            || part.Body.Length > part.RowBytes - _body.WrittenCount)
        {
            throw new MalformedRequestException(
                $"A piece of a snapshot row {(SnapshotRecordType)part.RowType} does not belong to the pieces before it.");
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
        var row = SnapshotCatalog.New((SnapshotRecordType)part.RowType);
        row.Read(ref reader, part.RowVersion);
        reader.ExpectEnd();
        return row is HeaderRecord or EndRecord or RowPartRecord
            ? throw new MalformedRequestException($"A snapshot row {row.Type} is never cut into pieces.")
            : row;
    }
}
