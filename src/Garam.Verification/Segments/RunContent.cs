using Garam.Segments;
using Garam.Metadata.Logs;
using Garam.Protocol.Checksums;
using Garam.Protocol.Records;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>
/// Walks the batches of a run: all of them in a deep verification, else only those of runs in which remembered batches should lie. Every
/// byte is read once, and its checksums are computed in one pass.
/// </summary>
internal sealed class RunContent(SegmentStream stream, SegmentContext context)
{
    /// <summary>The bytes to read at once when batches can no longer be told apart.</summary>
    private const int PieceBytes = 1 << 20;

    public async ValueTask CheckAsync(
        SegmentFaults faults, SegmentRun run, ReadOnlyMemory<PlacedExtent> extents, CancellationToken cancellation)
    {
        var walk = new BatchWalk(faults, context, extents);
        if (!context.IsDeep && !walk.HasRemembered)
        {
            return;
        }

        var (position, crc, batches) = (run.Position, 0u, 0);
        var end = run.Position + run.Length;
        while (position < end && await ReadBatchAsync(position, end, cancellation) is { } batch)
        {
            cancellation.ThrowIfCancellationRequested();
            crc = Look(walk, batch.Span, position, crc);
            position += batch.Length;
            batches++;
        }

        context.Tally.AddBatches(batches);
        if (position < end)
        {
            faults.Add(
                FindingKinds.BatchDamaged,
                $"No batch of {context.NameOf(new(run.TopicId, run.Partition))} begins at byte {position}, where one should.");
            crc = await AppendRestAsync(crc, position, end, cancellation);
        }
        else
        {
            walk.End();
            if (batches != run.Batches)
            {
                faults.Add(
                    FindingKinds.RunDamaged, $"The run at byte {run.Position} has {batches} batches, and the footer says {run.Batches}.");
            }
        }

        CheckSum(faults, run, crc);
    }

    private void CheckSum(SegmentFaults faults, SegmentRun run, uint crc)
    {
        if (crc != run.Crc)
        {
            faults.Add(
                FindingKinds.RunDamaged,
                $"The checksum of bytes {run.Position} to {run.Position + run.Length}, records of "
                    + $"{context.NameOf(new(run.TopicId, run.Partition))}, is {crc:x8} and should be {run.Crc:x8}.");
        }
    }

    /// <summary>The checksum of a batch covers all but its front, so the run's is put together from it.</summary>
    private static uint Look(BatchWalk walk, ReadOnlySpan<byte> batch, int position, uint crc)
    {
        var batchCrc = RecordBatchHeader.ComputeCrc(batch);
        walk.Look(batch, position, batchCrc);
        return Crc32C.Combine(
            Crc32C.Append(crc, batch[..RecordBatchLayout.CrcCovers]), batchCrc, batch.Length - RecordBatchLayout.CrcCovers);
    }

    /// <summary>Null when the bytes cannot begin a batch that ends within the run.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> ReadBatchAsync(int position, int end, CancellationToken cancellation)
    {
        if (end - position < RecordBatchLayout.Records
            || await stream.ReadAsync(position, RecordBatchLayout.Records, isAhead: true, cancellation) is not { } header)
        {
            return null;
        }

        var size = RecordBatchHeader.ReadSizeBytes(header.Span);
        if (size < RecordBatchLayout.Records || size > end - position)
        {
            return null;
        }

        return await stream.ReadAsync(position, (int)size, isAhead: true, cancellation) is { } batch && batch.Length == size ? batch : null;
    }

    private async ValueTask<uint> AppendRestAsync(uint crc, int position, int end, CancellationToken cancellation)
    {
        while (position < end
            && await stream.ReadAsync(position, Math.Min(PieceBytes, end - position), isAhead: true, cancellation) is { Length: > 0 } piece)
        {
            crc = Crc32C.Append(crc, piece.Span);
            position += piece.Length;
        }

        return crc;
    }
}
