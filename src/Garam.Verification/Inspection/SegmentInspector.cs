using Garam.Segments;
using Garam.Metadata;
using Garam.Protocol.Checksums;
using Garam.Protocol.Records;

namespace Garam.Verification.Inspection;

/// <summary>Takes a segment apart as far as it goes.</summary>
/// <param name="places">Names and offsets, where the store's metadata is at hand.</param>
public sealed class SegmentInspector(SegmentPlaces? places)
{
    private readonly List<string> _faults = [];

    public InspectedSegment Inspect(ReadOnlySpan<byte> segment)
    {
        if (SegmentFormat.CheckHeader(segment) is var header && header != SegmentFault.None)
        {
            _faults.Add($"The header: {header}.");
        }

        var fault = SegmentFooter.TryRead(segment, out var footer);
        if (fault == SegmentFault.None && footer!.SegmentLength != segment.Length)
        {
            fault = SegmentFault.Torn;
        }

        return fault == SegmentFault.None
            ? new InspectedSegment(segment.Length, Runs(segment, footer!), _faults)
            : new InspectedSegment(segment.Length, [WithoutFooter(segment, fault)], _faults);
    }

    private List<InspectedRun> Runs(ReadOnlySpan<byte> segment, SegmentFooter footer)
    {
        var runs = new List<InspectedRun>();
        foreach (var run in footer.Runs)
        {
            var bytes = segment.Slice(run.Position, run.Length);
            var batches = Batches(bytes, run.Position, new TopicPartition(run.TopicId, run.Partition), out var end);
            if (end < run.Position + run.Length || batches.Count != run.Batches)
            {
                _faults.Add(
                    $"The run at byte {run.Position} should have {run.Batches} batches; {batches.Count} can be read, up to byte {end}.");
            }

            var isCrcRight = Crc32C.Compute(bytes) == run.Crc;
            if (!isCrcRight)
            {
                _faults.Add($"The checksum of the run at byte {run.Position} is wrong.");
            }

            runs.Add(new InspectedRun(
                run.TopicId.ToString(), places?.NameOf(run.TopicId), run.Partition, run.Position, run.Length, isCrcRight, batches));
        }

        return runs;
    }

    /// <summary>The batches follow one another from the header on, whatever partition they belong to.</summary>
    private InspectedRun WithoutFooter(ReadOnlySpan<byte> segment, SegmentFault fault)
    {
        var bytes = segment.Length > SegmentFormat.HeaderLength ? segment[SegmentFormat.HeaderLength..] : default;
        var batches = Batches(bytes, SegmentFormat.HeaderLength, null, out var end);
        _faults.Add($"The footer: {fault}. Whose the batches are is not known; they can be read up to byte {end}.");
        return new InspectedRun("", null, -1, SegmentFormat.HeaderLength, end - SegmentFormat.HeaderLength, null, batches);
    }

    private List<InspectedBatch> Batches(ReadOnlySpan<byte> run, int position, TopicPartition? partition, out int end)
    {
        var batches = new List<InspectedBatch>();
        var reader = new BatchSequenceReader(run);
        var offsets = partition is { } known ? places?.OffsetsOf(known) : null;
        while (reader.MoveNext())
        {
            var header = new RecordBatchHeader(reader.Current);
            var isCrcRight = RecordBatchHeader.ComputeCrc(reader.Current) == header.Crc;
            if (!isCrcRight)
            {
                _faults.Add($"The checksum of the batch at byte {position} is wrong.");
            }

            batches.Add(new InspectedBatch(
                position, reader.Current.Length, offsets?.Next(
                    position, header.LastOffsetDelta + 1), header.RecordCount, header.Compression.ToString().ToLowerInvariant(), isCrcRight,
                header.ProducerId, header.ProducerEpoch, header.BaseSequence, header.BaseTimestamp, header.MaxTimestamp));
            position += reader.Current.Length;
        }

        end = position;
        return batches;
    }
}
