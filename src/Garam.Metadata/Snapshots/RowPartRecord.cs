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
