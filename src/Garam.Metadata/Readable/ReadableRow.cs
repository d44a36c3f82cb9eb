using System.Text.Json;
using Garam.Metadata.Snapshots;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Readable;

/// <summary>A row of a snapshot in a form for people.</summary>
/// <param name="Type">Names the row.</param>
/// <param name="Version">The version in which the row is encoded.</param>
/// <param name="Bytes">The size of the row in its chunk.</param>
/// <param name="Body">The fields of the row.</param>
public sealed record ReadableRow(SnapshotRecordType Type, short Version, int Bytes, JsonElement Body)
{
    /// <summary>Reads the rows of a chunk up to the first that is malformed, and describes what is wrong with that one.</summary>
    public static (IReadOnlyList<ReadableRow> Rows, string? Fault) ReadAll(ReadOnlyMemory<byte> chunk)
    {
        var rows = new List<ReadableRow>();
        var reader = new WireReader(chunk);
        try
        {
            while (reader.Remaining > 0)
            {
                var before = reader.Remaining;
                var row = SnapshotCatalog.Read(ref reader);
                var type = NonceText.Readable.GetTypeInfo(row.GetType());
                rows.Add(new ReadableRow(row.Type, row.Version, before - reader.Remaining, JsonSerializer.SerializeToElement(row, type)));
            }

            return (rows, null);
        }
        catch (MalformedRequestException fault)
        {
            return (rows, $"Row {rows.Count + 1}, at byte {chunk.Length - reader.Remaining}: {fault.Message}");
        }
    }
}
