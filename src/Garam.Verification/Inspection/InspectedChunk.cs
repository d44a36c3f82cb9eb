using Garam.Journal.Objects;
using Garam.Journal.Snapshots;
using Garam.Metadata.Readable;
using Garam.Storage.Errors;

namespace Garam.Verification.Inspection;

/// <summary>A chunk of a snapshot as people read it.</summary>
/// <param name="Bytes">Of the whole file.</param>
/// <param name="Rows">As far as they could be read.</param>
/// <param name="Faults">What is wrong; nothing when it is whole.</param>
public sealed record InspectedChunk(long Bytes, IReadOnlyList<ReadableRow> Rows, IReadOnlyList<string> Faults)
{
    /// <param name="file">Its bytes.</param>
    /// <param name="name">What a fault calls it.</param>
    /// <param name="expected">What the manifest says of it; null where no manifest is looked at.</param>
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
