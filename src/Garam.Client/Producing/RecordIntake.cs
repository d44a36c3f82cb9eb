using Garam.Protocol.Records;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// The caller's half of the producer: puts a record into the open batch of its partition. Copies the record once and allocates nothing for
/// it. Any thread; the queue's lock guards what it changes.
/// </summary>
internal sealed class RecordIntake(Accumulator accumulator, ProducerOptions options, Wakeup wakeup)
{
    /// <summary>Returns the bytes that the buffer must have free for a record, whatever its partition.</summary>
    public long ReservationFor(int recordBytes) =>
        (long)accumulator.Batches.Blocks.CountFor(
            recordBytes + RecordBatchLayout.Records + RecordEncoding.OverheadBytesMax) * accumulator.Batches.Blocks.BlockBytes;

    /// <param name="topic">Not null if the partition was chosen here and may be chosen again.</param>
    /// <param name="heldBytes">The bytes of the buffer that are reserved for this record; the batch takes its part of them.</param>
    /// <param name="isWatched">The caller wants to wait for the record.</param>
    /// <exception cref="ObjectDisposedException">The producer is closed.</exception>
    public AppendOutcome TryAppend(
        in ProducerRecord record, PartitionQueue queue, TopicQueues? topic, ref long heldBytes, bool isWatched, out PendingDelivery pending)
    {
        pending = default;
        bool isUrgent;
        bool isListed;
        lock (queue.Gate)
        {
            ObjectDisposedException.ThrowIf(accumulator.IsClosed, typeof(Producer));
            var batch = queue.Open;
            var bodySize = batch?.BodySizeOf(record) ?? 0;
            isUrgent = batch is not null && batch.SizeBytes + RecordEncoding.SizeOf(bodySize) > options.BatchBytesMax;
            if (batch is null || isUrgent)
            {
                batch?.Stage = BatchStage.Closed;
                if (topic is not null && (isUrgent || topic.IsChosenFull))
                {
                    return AppendOutcome.Elsewhere;
                }

                batch = accumulator.Batches.Rent(queue);
                bodySize = batch.BodySizeOf(record);
            }

            if (!TryReserve(batch, bodySize, ref heldBytes))
            {
                return Withdraw(batch);
            }

            pending = Append(record, batch, bodySize, isWatched);
            topic?.Count(bodySize);
            isUrgent |= batch.SizeBytes >= options.BatchBytesMax || (batch.Count == 1 && batch.Moments.LingerEnd < accumulator.SleepsUntil);
            isListed = queue.IsListed;
            queue.IsListed = true;
        }

        Announce(queue, isListed, isUrgent);
        return AppendOutcome.Done;
    }

    private static PendingDelivery Append(in ProducerRecord record, ProducerBatch batch, int bodySize, bool isWatched)
    {
        if (batch.Count == 0)
        {
            batch.Queue.Add(batch);
        }

        var index = batch.Append(record, bodySize);
        batch.HasUnwatched |= !isWatched;
        return isWatched ? new PendingDelivery(batch.Watch(), index, record.TimestampMs) : default;
    }

    private bool TryReserve(ProducerBatch batch, int bodySize, ref long heldBytes)
    {
        var needed = (long)batch.Memory.BlocksFor(RecordEncoding.SizeOf(bodySize)) * accumulator.Batches.Blocks.BlockBytes;
        if (needed > heldBytes && !accumulator.Buffer.TryReserve(needed - heldBytes))
        {
            return false;
        }

        batch.ReservedBytes += needed;
        heldBytes = Math.Max(heldBytes - needed, 0);
        return true;
    }

    private AppendOutcome Withdraw(ProducerBatch batch)
    {
        if (batch.Count == 0)
        {
            accumulator.Batches.Return(batch);
        }

        return AppendOutcome.NoRoom;
    }

    private void Announce(PartitionQueue queue, bool isListed, bool isUrgent)
    {
        if (!isListed)
        {
            accumulator.List(queue);
        }

        if (isUrgent || !isListed)
        {
            wakeup.Set();
        }
    }
}

internal enum AppendOutcome
{
    Done,

    /// <summary>The buffer has no room, and the caller has to wait for it.</summary>
    NoRoom,

    /// <summary>The partition's batch is full, and the record may go to another partition.</summary>
    Elsewhere,
}
