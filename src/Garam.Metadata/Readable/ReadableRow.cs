using System.Text.Json;
using Garam.Metadata.Snapshots;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Readable;

/// <summary>A row of a snapshot as people read it.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Version">In which it is encoded.</param>
/// <param name="Bytes">That it takes in its chunk.</param>
/// <param name="Body">Its fields.</param>
public sealed record ReadableRow(SnapshotRecordType Type, short Version, int Bytes, JsonElement Body)
{
    /// <summary>The rows of a chunk: as many as can be read, and what is wrong with the next one.</summary>
    public static (IReadOnlyList<ReadableRow> Rows, string? Fault) ReadAll(ReadOnlyMemory<byte> chunk)
    {
        var rows = new List<ReadableRow>();
        var reader = new WireReader(chunk);
        try
        {
            while (reader.Remaining > 0)
            {
                var before = reader.Remaining;
                var row = SnapshotLoader.Read(ref reader);
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
