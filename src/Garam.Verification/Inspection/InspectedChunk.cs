using Garam.Journal.Objects;
using Garam.Journal.Snapshots;
using Garam.Metadata.Readable;
using Garam.Storage.Errors;

namespace Garam.Verification.Inspection;

/// <summary>A snapshot chunk as people read it.</summary>
/// <param name="Bytes">The size of the whole file.</param>
/// <param name="Rows">The rows that could be read.</param>
/// <param name="Faults">Empty when it is whole.</param>
public sealed record InspectedChunk(long Bytes, IReadOnlyList<ReadableRow> Rows, IReadOnlyList<string> Faults)
{
    /// <param name="name">The name that a fault gives to it.</param>
    /// <param name="expected">Its description in the manifest; null when no manifest is read.</param>
    public static InspectedChunk Of(ReadOnlyMemory<byte> file, string name, SnapshotChunk? expected)
    {
        var faults = new List<string>();
        var content = StoredRecord.BodyUnchecked(file);
        try
        {
            content = SnapshotReader.OpenChunk(file, name);
        }
        catch (GaramException fault)
        {
            faults.Add(fault.Message);
        }

        if (faults.Count == 0 && expected is { } chunk && !chunk.Holds(content.Span))
        {
            faults.Add($"{name} is whole, and not the chunk that the manifest names.");
        }

        var (rows, broken) = ReadableRow.ReadAll(content);
        if (broken is not null)
        {
            faults.Add($"{name}: {broken}");
        }

        return new InspectedChunk(file.Length, rows, faults);
    }
}
