using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.Client.Producing;

/// <summary>
/// Divides a batch that a broker finds too large into smaller ones, with the same records in the same order, and the completions that wait
/// for them.
/// </summary>
internal static class BatchDivision
{
    public static IReadOnlyList<ProducerBatch> Divide(ProducerBatch whole, BatchPool pool)
    {
        var records = RecordsOf(whole);
        var partBytesMax = (records.Length / 2) + RecordBatchLayout.Records;
        var scratch = new byte[records.Length + RecordEncoding.LengthBytesMax];
        List<ProducerBatch> parts = [];
        var at = 0;
        for (var index = 0; index < whole.Count; index++)
        {
            var moved = RecordEncoding.Renumber(records.AsSpan(at), parts.Count == 0 ? 0 : parts[^1].Count, scratch);
            if (parts.Count == 0 || parts[^1].SizeBytes + moved.WrittenBytes > partBytesMax)
            {
                parts.Add(pool.Rent(whole.Queue, whole.Moments));
                moved = RecordEncoding.Renumber(records.AsSpan(at), 0, scratch);
            }

            parts[^1].Adopt(whole, scratch.AsSpan(0, moved.WrittenBytes), moved.TimestampDelta, index);
            at += moved.ReadBytes;
        }

        Invariant.Check(at == records.Length);
        HandOver(whole, parts);
        return parts;
    }

    private static byte[] RecordsOf(ProducerBatch batch)
    {
        var stored = new byte[batch.Memory.RecordsBytes];
        batch.Memory.CopyRecordsTo(stored);
        if (batch.Compression == CompressionType.None)
        {
            return stored;
        }

        using var records = new BoundedBuffer(Array.MaxLength - 1);
        Invariant.Check(CompressionCodecs.Decompress(batch.Compression, stored, records) == DecompressionStatus.Done);
        return records.WrittenSpan.ToArray();
    }

    private static void HandOver(ProducerBatch whole, List<ProducerBatch> parts)
    {
        List<(int End, BatchCompletion Completion)> completions = [];
        var end = 0;
        foreach (var part in parts)
        {
            (part.Stage, part.HasUnwatched, part.Failures) = (BatchStage.Closed, whole.HasUnwatched, whole.Failures);
            end += part.Count;
            if (whole.Completion is not null)
            {
                completions.Add((end, part.Watch()));
            }
        }

        parts[0].ReservedBytes = whole.ReservedBytes;
        whole.Completion?.Divide(completions);
    }
}
