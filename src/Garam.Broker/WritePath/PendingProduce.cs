using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;
using Garam.Transport.Frames;

namespace Garam.Broker.WritePath;

/// <summary>
/// A Produce request that waits for its batches to be committed. It owns the frame until all of them are copied into segments, which may be
/// long before it is answered. Any thread settles batches; only the seal loop calls <see cref="BatchCopied"/>.
/// </summary>
/// <param name="frame">Taken over.</param>
/// <param name="batches">The number of parked batches.</param>
/// <param name="arrivedAt">A timestamp of the loop's TimeProvider.</param>
/// <param name="timeout">After this the client is told that the outcome is unknown.</param>
public sealed class PendingProduce(IncomingFrame frame, int batches, long arrivedAt, TimeSpan timeout)
{
    private readonly TaskCompletionSource<ProduceEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _uncopied = batches;
    private int _unsettled = batches;

    public long ArrivedAt { get; } = arrivedAt;

    /// <summary>
    /// Its client sends at a pace of its own, so a slightly later answer does not slow it down: it has other requests under way, and fewer
    /// than clients allow themselves.
    /// </summary>
    public bool IsPatient { get; init; }

    /// <summary>Completes when every batch is settled or the time-out has passed.</summary>
    public Task<ProduceEnd> Ended => _ended.Task;

    /// <summary>The bytes of one batch are no longer needed.</summary>
    public void BatchCopied()
    {
        _uncopied--;
        Invariant.Check(_uncopied >= 0);
        if (_uncopied == 0)
        {
            frame.Release();
        }
    }

    /// <summary>The answer for one batch is written.</summary>
    public void BatchSettled()
    {
        var unsettled = Interlocked.Decrement(ref _unsettled);
        Invariant.Check(unsettled >= 0);
        if (unsettled == 0)
        {
            _ended.TrySetResult(ProduceEnd.Settled);
        }
    }

    /// <summary>From here on the answers are not read, so that batches may still be settled.</summary>
    public void Expire() => _ended.TrySetResult(ProduceEnd.TimedOut);

    /// <summary>A client whose time-out has passed is told that the outcome is unknown. The batches continue.</summary>
    public void ExpireIfOverdue(TimeProvider time)
    {
        if (time.GetElapsedTime(ArrivedAt) >= timeout)
        {
            Expire();
        }
    }
}

public enum ProduceEnd
{
    /// <summary>Every batch has its answer.</summary>
    Settled,

    /// <summary>It is unknown whether the batches are or will be stored.</summary>
    TimedOut,
}

/// <summary>A validated batch that waits, where it arrived, for its segment to be sealed.</summary>
/// <param name="Request">The request that it came in, and whose frame holds it.</param>
/// <param name="Answer">The part of the request's response about this batch.</param>
/// <param name="TopicId">The topic that it was bound to on arrival.</param>
/// <param name="Bytes">One whole batch.</param>
/// <param name="TimestampType">The topic's timestamp type.</param>
/// <param name="MaxTimestampMs">The latest time of the records. With log append time it is set at the seal.</param>
public readonly record struct ParkedBatch(
    PendingProduce Request,
    ProduceResponse.PartitionProduceResponse Answer,
    Uuid TopicId,
    ReadOnlyMemory<byte> Bytes,
    TimestampType TimestampType,
    long MaxTimestampMs);
