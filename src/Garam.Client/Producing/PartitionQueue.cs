using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Records;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// The unacknowledged batches of one partition, in order, and their sequence numbers. The batches in flight are the first ones, all on one
/// connection and for one topic. On two connections the second batch could arrive without the first and be taken for the start of a
/// sequence, and the first would be lost as an old repetition. After a fault nothing is sent until everything in flight is answered; then
/// all that is left is sent again, in order and unchanged. A batch that fails for good leaves a gap that brokers never accept, so the
/// batches after it begin a new sequence in a new epoch. <see cref="Gate"/> guards everything but the name.
/// </summary>
internal sealed class PartitionQueue(TopicPartition partition, ProducerOptions options)
{
    private readonly List<ProducerBatch> _batches = [];
    private ProducerIdentity? _identity;
    private long? _spentProducerId;
    private KafkaConnection? _connection;
    private Uuid _sentTo;
    private int _nextSequence;
    private int _inFlight;
    private bool _isHalted;
    private bool _isBroken;
    private bool _isSequenceKnown;
    private long _resumeAt;
    private long _renewedEnd = long.MinValue;

    /// <summary>Taken before the lock of the budget or the pool, never together with another queue's.</summary>
    public Lock Gate { get; } = new();

    public TopicPartition Partition => partition;

    /// <summary>The id of the topic that has the name now, as far as is known.</summary>
    public Uuid TopicId { get; set; }

    /// <summary>The sender has it on its list.</summary>
    public bool IsListed { get; set; }

    public IReadOnlyList<ProducerBatch> Batches => _batches;

    /// <summary>Why the first batch is still here, for the message when its time is over.</summary>
    public string? LastFault
    {
        get;
        set => field = value?.TrimEnd('.');
    }

    /// <summary>A refusal that no retry changes: the batches fail with it.</summary>
    public Exception? Refusal { get; set; }

    public bool NeedsIdentity => _identity is null;

    public ProducerBatch? First => _batches.Count > 0 ? _batches[0] : null;

    /// <summary>The batch that still takes records.</summary>
    public ProducerBatch? Open => _batches.Count > 0 && _batches[^1] is { Stage: BatchStage.Open } last ? last : null;

    public void Add(ProducerBatch batch) => _batches.Add(batch);

    /// <summary>Returns false if this producer's epochs are used up here, so that another producer id is needed.</summary>
    public bool TryAdopt(ProducerIdentity identity)
    {
        if (identity.ProducerId == _spentProducerId && identity != ProducerIdentity.None)
        {
            return false;
        }

        (_identity, _nextSequence, _isSequenceKnown) = (identity, 0, !options.IsIdempotent);
        return true;
    }

    /// <summary>
    /// A broker that knows nothing of a producer takes whatever comes first for the start of its sequence. If it refused the first batch
    /// and took the second, they would change places. So the first batch goes alone.
    /// </summary>
    private int InFlightMax => _isSequenceKnown ? options.BatchesInFlightMax : 1;

    /// <summary>Returns when the next batch may be sent; <see cref="Moments.Never"/> while that depends on an answer.</summary>
    /// <param name="isUrged">No batch waits for more records.</param>
    public long NextSendAt(bool isUrged)
    {
        if (_inFlight == _batches.Count || _inFlight >= InFlightMax || _identity is null)
        {
            return Moments.Never;
        }

        if (_isHalted)
        {
            return _inFlight == 0 ? _resumeAt : Moments.Never;
        }

        var next = _batches[_inFlight];
        return isUrged || next.Stage != BatchStage.Open || next.SizeBytes >= options.BatchBytesMax ? 0 : next.Moments.LingerEnd;
    }

    /// <summary>
    /// Returns the next batch, or null if it cannot go on this connection yet. The caller has asked <see cref="NextSendAt"/>.
    /// </summary>
    public ProducerBatch? Peek(KafkaConnection connection) =>
        _inFlight == 0 || (ReferenceEquals(connection, _connection) && TopicId == _sentTo) ? _batches[_inFlight] : null;

    /// <summary>Returns the next batch to compress, if it is due.</summary>
    public ProducerBatch? TakeUnencoded(bool isUrged, long now)
    {
        foreach (var batch in _batches)
        {
            var isDue = isUrged || batch.Moments.LingerEnd <= now || batch.SizeBytes >= options.BatchBytesMax;
            if (batch.Stage == BatchStage.Closed || (batch.Stage == BatchStage.Open && isDue))
            {
                batch.Stage = BatchStage.Encoding;
                return batch;
            }
        }

        return null;
    }

    public void MarkSent(ProducerBatch batch, KafkaConnection connection)
    {
        // A topic that was created anew has not seen the sequence that continues here.
        (_sentTo, _isSequenceKnown) = (TopicId, TopicId == _sentTo ? _isSequenceKnown : !options.IsIdempotent);
        if (batch.BaseSequence is null)
        {
            batch.Number(_identity!.Value, _nextSequence);
            _nextSequence = Advance(_nextSequence, batch.Count);
        }

        batch.Stage = batch.Stage == BatchStage.Open ? BatchStage.Closed : batch.Stage;
        (_connection, _isHalted, batch.IsInFlight) = (connection, false, true);
        _inFlight++;
    }

    /// <summary>The batch was answered, whatever the answer.</summary>
    public void MarkAnswered(ProducerBatch batch)
    {
        Invariant.Check(batch.IsInFlight);
        batch.IsInFlight = false;
        _inFlight--;
        BeginNewSequence();
    }

    /// <summary>A sequence error says nothing about a batch while one before it is missing.</summary>
    public bool IsBehindGap(ProducerBatch batch) => _isBroken || !ReferenceEquals(_batches[0], batch);

    /// <summary>Returns when the batch is given up instead of sent again.</summary>
    public long DeliveryEndOf(ProducerBatch batch) => Math.Max(batch.Moments.DeliveryEnd, _renewedEnd);

    /// <summary>Gives the batches that are left until this moment at least.</summary>
    public void RenewDeliveryEnd(long moment) => _renewedEnd = moment;

    public void RemoveDelivered(ProducerBatch batch)
    {
        _batches.Remove(batch);
        _isSequenceKnown |= batch.BaseSequence is not null;
    }

    /// <summary>Replaces the batch with its parts, which take its place and its sequence numbers.</summary>
    public void Divide(ProducerBatch batch, IReadOnlyList<ProducerBatch> parts)
    {
        var place = _batches.IndexOf(batch);
        _batches.RemoveAt(place);
        _batches.InsertRange(place, parts);
        if (_identity is { } identity && batch.BaseSequence is { } sequence)
        {
            foreach (var part in parts)
            {
                part.Number(identity, sequence);
                sequence = Advance(sequence, part.Count);
            }
        }
    }

    /// <summary>Sends everything left again, from the first batch on, but not before this moment.</summary>
    public void HaltUntil(long moment) => (_isHalted, _resumeAt) = (true, Math.Max(_resumeAt, moment));

    /// <summary>Brokers will not accept these batches under their present numbers.</summary>
    public void BreakSequence()
    {
        _isBroken = true;
        HaltUntil(0);
        BeginNewSequence();
    }

    public void RemoveFailed(ProducerBatch batch)
    {
        _batches.Remove(batch);
        BreakSequence();
    }

    /// <summary>Returns what will not be sent any more. Nothing is in flight.</summary>
    public IReadOnlyList<ProducerBatch> TakeAll()
    {
        ProducerBatch[] unsent = [.. _batches];
        _batches.Clear();
        return unsent;
    }

    private static int Advance(int sequence, int count) => (int)((sequence + (long)count) & int.MaxValue);

    private void BeginNewSequence()
    {
        if (!_isBroken || _inFlight > 0)
        {
            return;
        }

        (_isBroken, _spentProducerId) = (false, _identity?.ProducerId);
        (_identity, _nextSequence, _isSequenceKnown) = (_identity?.Next, 0, !options.IsIdempotent);
        foreach (var batch in _batches)
        {
            batch.Forget();
        }
    }
}

internal readonly record struct ProducerIdentity(long ProducerId, short Epoch)
{
    /// <summary>For a producer without idempotence.</summary>
    public static readonly ProducerIdentity None = new(RecordBatchLayout.NoProducerId, RecordBatchLayout.NoProducerEpoch);

    /// <summary>
    /// The same producer in its next epoch: brokers refuse what still arrives from the old one. Null if the epochs are used up.
    /// </summary>
    public ProducerIdentity? Next =>
        ProducerId < 0 ? this : Epoch < short.MaxValue ? new ProducerIdentity(ProducerId, (short)(Epoch + 1)) : null;
}
