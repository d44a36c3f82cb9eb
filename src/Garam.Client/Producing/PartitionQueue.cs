using Garam.Client.Connections;
using Garam.Client.Timing;
using Garam.Protocol;

namespace Garam.Client.Producing;

/// <summary>
/// The unacknowledged batches of one partition, in order, and the sequence numbers that they carry. What is in flight is a prefix of
/// them, all on one connection: were it two, the second batch could arrive without the first, be taken for the beginning of a
/// sequence, and the first be lost as an old repetition. After a fault nothing is sent until everything in flight is answered; then
/// all that is left goes again, in order and unchanged. A batch that fails for good leaves a gap that brokers never accept, so what
/// is behind it begins a new sequence under a new identity. Guarded by the accumulator's lock.
/// </summary>
internal sealed class PartitionQueue(TopicPartition partition, ProducerOptions options)
{
    private readonly List<ProducerBatch> _batches = [];
    private ProducerIdentity? _identity;
    private KafkaConnection? _connection;
    private int _nextSequence;
    private int _inFlight;
    private bool _isHalted;
    private bool _isBroken;
    private long _resumeAt;

    public TopicPartition Partition => partition;

    public bool IsEmpty => _batches.Count == 0;

    public bool NeedsIdentity => _identity is null;

    public ProducerBatch? First => _batches.Count > 0 ? _batches[0] : null;

    /// <summary>The batch that still takes records.</summary>
    public ProducerBatch? Open => _batches.Count > 0 && _batches[^1] is { Encoded.IsEmpty: true } last ? last : null;

    public void Add(ProducerBatch batch) => _batches.Add(batch);

    public void Adopt(ProducerIdentity identity) => (_identity, _nextSequence) = (identity, 0);

    /// <summary>When the next batch may be sent; <see cref="Moments.Never"/> while that depends on an answer.</summary>
    public long NextSendAt()
    {
        if (_inFlight == _batches.Count || _inFlight >= options.BatchesInFlightMax || _identity is null)
        {
            return Moments.Never;
        }

        if (_isHalted)
        {
            return _inFlight == 0 ? _resumeAt : Moments.Never;
        }

        var next = _batches[_inFlight];
        var isComplete = _inFlight + 1 < _batches.Count || !next.Encoded.IsEmpty || next.SizeBytes >= options.BatchBytesMax;
        return isComplete ? 0 : next.LingerEnd;
    }

    /// <summary>The next batch, or null when it cannot go on this connection yet. The caller has asked <see cref="NextSendAt"/>.</summary>
    public ProducerBatch? Peek(KafkaConnection connection) =>
        _inFlight == 0 || ReferenceEquals(connection, _connection) ? _batches[_inFlight] : null;

    public void MarkSent(ProducerBatch batch, KafkaConnection connection)
    {
        if (batch.Encoded.IsEmpty)
        {
            batch.Encode(_identity!.Value, _nextSequence);
            _nextSequence = (int)((_nextSequence + (long)batch.Count) & int.MaxValue);
        }

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

    public void Remove(ProducerBatch batch) => _batches.Remove(batch);

    /// <summary>Everything left is repeated, from the first one on, but not before this time.</summary>
    public void HaltUntil(long moment) => (_isHalted, _resumeAt) = (true, Math.Max(_resumeAt, moment));

    /// <summary>Given up: brokers will not accept what is behind it under this identity.</summary>
    public void RemoveFailed(ProducerBatch batch)
    {
        _batches.Remove(batch);
        _isBroken = true;
        HaltUntil(0);
        BeginNewSequence();
    }

    /// <summary>What nobody will send any more; batches in flight are left to their answers.</summary>
    public IEnumerable<ProducerBatch> TakeAll()
    {
        var unsent = _batches[_inFlight..];
        _batches.RemoveRange(_inFlight, unsent.Count);
        return unsent;
    }

    private void BeginNewSequence()
    {
        if (!_isBroken || _inFlight > 0)
        {
            return;
        }

        (_isBroken, _identity) = (false, null);
        foreach (var batch in _batches)
        {
            batch.Forget();
        }
    }
}
