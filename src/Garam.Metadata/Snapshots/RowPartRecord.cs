using System.Buffers;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Snapshots;

/// <summary>
/// A piece of a row that no chunk could hold. The pieces follow each other and together are the row's body. Rows that fit are never cut,
/// so that older programs read every snapshot that they could have written.
/// </summary>
[Message("0", Flexible = "0+")]
internal sealed partial class RowPartRecord : SnapshotRecord
{
    /// <summary>Fills a chunk nearly, so that each piece is one and an unchanged beginning of a row is not written again.</summary>
    public const int BodyBytesMax = SnapshotCut.ChunkSize;

    public override SnapshotRecordType Type => SnapshotRecordType.RowPart;

    [Field]
    public short RowType { get; set; }

    [Field]
    public short RowVersion { get; set; }

    /// <summary>The length of the row's body, which all pieces add up to.</summary>
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
