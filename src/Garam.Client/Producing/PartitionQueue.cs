using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Records;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// The unacknowledged batches of one partition, in order, and the sequence numbers that they carry. What is in flight is a prefix of
/// them, all on one connection and for one topic: were it two, the second batch could arrive without the first, be taken for the
/// beginning of a sequence, and the first be lost as an old repetition. After a fault nothing is sent until everything in flight is answered; then
/// all that is left goes again, in order and unchanged. A batch that fails for good leaves a gap that brokers never accept, so what
/// is behind it begins a new sequence in a new epoch. Everything but the name is guarded by <see cref="Gate"/>.
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

    /// <summary>Taken before the budget's and the pool's lock, never two of them together.</summary>
    public Lock Gate { get; } = new();

    public TopicPartition Partition => partition;

    /// <summary>Of the topic that has the name now, as far as is known.</summary>
    public Uuid TopicId { get; set; }

    /// <summary>The sender has it on its list.</summary>
    public bool IsListed { get; set; }

    public bool IsEmpty => _batches.Count == 0;

    public IReadOnlyList<ProducerBatch> Batches => _batches;

    /// <summary>Why the first batch is still here, for the message when time is up.</summary>
    public string? LastFault
    {
        get;
        set => field = value?.TrimEnd('.');
    }

    /// <summary>What no repetition changes: its batches fail with it.</summary>
    public Exception? Refusal { get; set; }

    public bool NeedsIdentity => _identity is null;

    public ProducerBatch? First => _batches.Count > 0 ? _batches[0] : null;

    /// <summary>The batch that still takes records.</summary>
    public ProducerBatch? Open => _batches.Count > 0 && _batches[^1] is { Stage: BatchStage.Open } last ? last : null;

    public void Add(ProducerBatch batch) => _batches.Add(batch);

    /// <summary>False when this producer's epochs are used up here, so that it needs another one.</summary>
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
    /// A broker that knows nothing of a producer takes whatever comes first for the beginning of its sequence. Were the first batch
    /// refused and the second one behind it taken, they would change places: so the first one goes alone.
    /// </summary>
    private int InFlightMax => _isSequenceKnown ? options.BatchesInFlightMax : 1;

    /// <summary>When the next batch may be sent; <see cref="Moments.Never"/> while that depends on an answer.</summary>
    /// <param name="isUrged">Nothing waits for more records.</param>
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

    /// <summary>The next batch, or null when it cannot go on this connection yet. The caller has asked <see cref="NextSendAt"/>.</summary>
    public ProducerBatch? Peek(KafkaConnection connection) =>
        _inFlight == 0 || (ReferenceEquals(connection, _connection) && TopicId == _sentTo) ? _batches[_inFlight] : null;

    /// <summary>The next batch that is to be compressed, if its time has come.</summary>
    public ProducerBatch? TakeUnencoded(bool isUrged, long now)
    {
        foreach (var batch in _batches)
        {
            if (batch.Stage == BatchStage.Closed || (batch.Stage == BatchStage.Open && (isUrged || batch.Moments.LingerEnd <= now || batch.SizeBytes >= options.BatchBytesMax)))
            {
                batch.Stage = BatchStage.Encoding;
                return batch;
            }
        }

        return null;
    }

    public void MarkSent(ProducerBatch batch, KafkaConnection connection)
    {
        // A topic that was made anew has not seen the sequence that goes on here.
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

    /// <summary>The batch was answered, one way or the other.</summary>
    public void MarkAnswered(ProducerBatch batch)
    {
        Invariant.Check(batch.IsInFlight);
        batch.IsInFlight = false;
        _inFlight--;
        BeginNewSequence();
    }

    /// <summary>A sequence error says nothing about a batch before which another one is missing.</summary>
    public bool IsBehindGap(ProducerBatch batch) => _isBroken || !ReferenceEquals(_batches[0], batch);

    /// <summary>The broker has it.</summary>
    /// <summary>From then on the batch is given up instead of repeated.</summary>
    public long DeliveryEndOf(ProducerBatch batch) => Math.Max(batch.Moments.DeliveryEnd, _renewedEnd);

    /// <summary>The batches that are left have until this moment at least.</summary>
    public void RenewDeliveryEnd(long moment) => _renewedEnd = moment;

    public void RemoveDelivered(ProducerBatch batch)
    {
        _batches.Remove(batch);
        _isSequenceKnown |= batch.BaseSequence is not null;
    }

    /// <summary>The parts take the place and the sequence numbers of the batch.</summary>
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

    /// <summary>Everything left is repeated, from the first one on, but not before this time.</summary>
    public void HaltUntil(long moment) => (_isHalted, _resumeAt) = (true, Math.Max(_resumeAt, moment));

    /// <summary>Brokers will not accept what is here under its present numbers.</summary>
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

    /// <summary>What nobody will send any more. Nothing is in flight.</summary>
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
    /// <summary>Without idempotence.</summary>
    public static readonly ProducerIdentity None = new(RecordBatchLayout.NoProducerId, RecordBatchLayout.NoProducerEpoch);

    /// <summary>The same producer, anew: brokers refuse what it sent before and still comes in. Null when the epochs are used up.</summary>
    public ProducerIdentity? Next => ProducerId < 0 ? this : Epoch < short.MaxValue ? new ProducerIdentity(ProducerId, (short)(Epoch + 1)) : null;
}
