using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>Decides what an answer means for its batch, and tells the callers that wait for it. Any thread.</summary>
internal sealed class Settlement(ClusterClient client, ProducerOptions options, Accumulator accumulator)
{
    private Exception? _unreported;

    public void Settle(ProducerBatch batch, in BatchAnswer answer)
    {
        if (answer.Code.IsRetriable)
        {
            client.InvalidateMetadata();
        }

        if (IsToBeRepeated(batch, answer))
        {
            return;
        }

        Finish(batch, answer.BaseOffset, answer.AppendTimeMs, FaultOf(batch, answer));
    }

    public void Fail(ProducerBatch batch, Exception fault) => Finish(batch, -1, -1, fault);

    /// <summary>Throws the first fault that no caller was told of.</summary>
    public void ThrowUnreported()
    {
        if (Interlocked.Exchange(ref _unreported, null) is { } fault)
        {
            throw fault;
        }
    }

    private KafkaException? FaultOf(ProducerBatch batch, in BatchAnswer answer)
    {
        if (IsDelivered(answer.Code))
        {
            return null;
        }

        var detail = answer.Detail ?? answer.Code.KafkaName;
        return answer.Code.IsRetriable && !accumulator.IsStopped
            ? new KafkaException(
                KafkaFault.DeliveryTimedOut,
                $"A batch for {batch.Queue.Partition} was not acknowledged within {options.DeliveryTimeout}: {detail}.")
            : new KafkaException(answer.Code, $"A batch for {batch.Queue.Partition} was refused ({detail})");
    }

    private static bool IsDelivered(ErrorCode code) => code is ErrorCode.None or ErrorCode.DuplicateSequenceNumber;

    /// <summary>The broker lost this producer's sequence or follows another one. A new epoch begins without a gap.</summary>
    private static bool IsSequenceLost(ErrorCode code) =>
        code is ErrorCode.OutOfOrderSequenceNumber or ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerEpoch;

    private bool IsToBeRepeated(ProducerBatch batch, in BatchAnswer answer)
    {
        var queue = batch.Queue;
        lock (queue.Gate)
        {
            var isBehindGap = answer.Code == ErrorCode.OutOfOrderSequenceNumber && queue.IsBehindGap(batch);
            queue.MarkAnswered(batch);
            if (IsDelivered(answer.Code))
            {
                Remove(queue, batch);
                return false;
            }

            var isLast = accumulator.IsStopped || client.Time.GetTimestamp() >= queue.DeliveryEndOf(batch);
            if (!isLast && answer.Code == ErrorCode.MessageTooLarge && batch.Count > 1)
            {
                Divide(queue, batch);
                return true;
            }

            var isLost = options.IsIdempotent && IsSequenceLost(answer.Code);
            if (isLast || !(answer.Code.IsRetriable || isLost))
            {
                queue.RemoveFailed(batch);
                return false;
            }

            if (isLost && !isBehindGap)
            {
                queue.BreakSequence();
            }

            queue.LastFault = answer.Detail ?? answer.Code.KafkaName;
            queue.HaltUntil(client.Time.After(client.Retries.DelayAfter(++batch.Failures)));
            return true;
        }
    }

    /// <summary>The caller holds the queue's gate.</summary>
    private void Remove(PartitionQueue queue, ProducerBatch delivered)
    {
        queue.RemoveDelivered(delivered);
        if (options.RenewsDeliveryTimeout)
        {
            queue.RenewDeliveryEnd(client.Time.After(options.DeliveryTimeout));
        }
    }

    /// <summary>The caller holds the queue's gate.</summary>
    private void Divide(PartitionQueue queue, ProducerBatch batch)
    {
        queue.Divide(batch, BatchDivision.Divide(batch, accumulator.Batches));
        queue.HaltUntil(0);
        accumulator.Batches.Return(batch);
    }

    private void Finish(ProducerBatch batch, long baseOffset, long appendTimeMs, Exception? fault)
    {
        var outcome = new BatchOutcome
        {
            Partition = batch.Queue.Partition,
            BaseOffset = baseOffset,
            AppendTimeMs = appendTimeMs,
            Count = batch.Count,
            Fault = fault,
            Tags = batch.Tags,
        };
        options.Observer?.OnCompleted(outcome);
        batch.Completion?.Complete(outcome);
        if (fault is not null && batch.HasUnwatched && options.Observer is null)
        {
            Interlocked.CompareExchange(ref _unreported, fault, null);
        }

        var reserved = batch.ReservedBytes;
        accumulator.Batches.Return(batch);
        accumulator.Buffer.Release(reserved);
    }
}

/// <summary>The answer of a broker to a batch, or the lack of one.</summary>
internal readonly record struct BatchAnswer(ErrorCode Code, long BaseOffset, long AppendTimeMs, string? Detail)
{
    /// <summary>For a request that asks for no answer.</summary>
    public static readonly BatchAnswer Unasked = new(ErrorCode.None, -1, -1, null);

    /// <param name="detail">A part of a sentence.</param>
    public static BatchAnswer Broken(string detail) => new(ErrorCode.NetworkException, -1, -1, detail.TrimEnd('.'));
}
