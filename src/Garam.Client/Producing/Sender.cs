using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// The loop that sends. Each pass visits every partition that has records, and puts at most one of its batches into the next request to its
/// leader. A request that goes out anyway takes along batches that only wait for more records, as Java's producer does. While a broker has
/// as many unanswered requests as it may have, batches gather. A pass waits for nothing: connections, metadata and producer ids arrive
/// later and wake it. Owns what is in flight. Only the loop uses it, except for <see cref="Urge"/> and <see cref="Stop"/>.
/// </summary>
internal sealed class Sender
{
    private readonly ClusterClient _client;
    private readonly ProducerOptions _options;
    private readonly Accumulator _accumulator;
    private readonly Settlement _settlement;
    private readonly Wakeup _wakeup;
    private readonly BatchEncoder _encoder;
    private readonly LeaderDirectory _leaders;
    private readonly Attempt _identifying;
    private readonly List<PartitionQueue> _queues = [];
    private readonly List<PartitionQueue> _lingering = [];
    private readonly List<(ProducerBatch Batch, Exception Fault)> _lost = [];
    private readonly List<Task> _calls = [];
    private ProducerIdentity? _identity;
    private bool _isIdentityWanted;
    private volatile bool _isStopped;
    private int _urges;
    private int _turn;

    public Sender(ClusterClient client, ProducerOptions options, Accumulator accumulator, Settlement settlement, Wakeup wakeup)
    {
        (_client, _options, _accumulator, _settlement, _wakeup) = (client, options, accumulator, settlement, wakeup);
        _encoder = new BatchEncoder(options, wakeup);
        _leaders = new LeaderDirectory(client, options, wakeup);
        _identifying = new Attempt(client, wakeup);
        _identity = options.IsIdempotent ? null : ProducerIdentity.None;
    }

    /// <summary>Until the result is disposed, no batch waits for more records.</summary>
    public IDisposable Urge()
    {
        Interlocked.Increment(ref _urges);
        _wakeup.Set();
        return new Urgency(this);
    }

    public void Stop()
    {
        _isStopped = true;
        _wakeup.Set();
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        await using (stopping.UnsafeRegister(static sender => ((Sender)sender!).Stop(), this))
        {
            while (!_isStopped)
            {
                _accumulator.SleepsUntil = Moments.Never;
                var nextAt = Sweep();
                _accumulator.SleepsUntil = nextAt;
                await _wakeup.WaitUntilAsync(nextAt, CancellationToken.None);
            }
        }

        _accumulator.Stop();
        await _encoder.EndAsync();
        foreach (var call in _calls)
        {
            await call;
        }

        foreach (var batch in _accumulator.TakeAll())
        {
            _settlement.Fail(batch, new ObjectDisposedException(nameof(Producer)));
        }
    }

    /// <summary>Sends what can be sent now, and returns when to run again.</summary>
    private long Sweep()
    {
        _calls.RemoveAll(static call => call.IsCompleted);
        _accumulator.TakeListed(_queues);
        long nextAt;
        do
        {
            nextAt = _leaders.Refresh(_queues);
            var isUrged = Volatile.Read(ref _urges) > 0 || _accumulator.Buffer.HasWaiters;
            var now = _client.Time.GetTimestamp();
            _turn++;
            _isIdentityWanted = false;
            for (var i = 0; i < _queues.Count; i++)
            {
                nextAt = Math.Min(nextAt, Visit(_queues[(int)((uint)(_turn + i) % (uint)_queues.Count)], now, isUrged));
            }

            TakeAlong();
            FailLost();
            nextAt = Math.Min(nextAt, _isIdentityWanted ? _identifying.Begin(RequestIdentityAsync) : Moments.Never);
            nextAt = Math.Min(nextAt, _leaders.Search());
        }
        while (Dispatch());
        _queues.RemoveAll(static queue => !queue.IsListed);
        return nextAt;
    }

    private long Visit(PartitionQueue queue, long now, bool isUrged)
    {
        lock (queue.Gate)
        {
            GiveUp(queue, now);
            if (queue.First is not { } first)
            {
                queue.IsListed = false;
                return Moments.Never;
            }

            while (_encoder.IsNeeded && _encoder.HasRoom && queue.TakeUnencoded(isUrged, now) is { } unencoded)
            {
                _encoder.Begin(unencoded);
            }

            var sendAt = MayTake(queue) ? queue.NextSendAt(isUrged) : Moments.Never;
            if (sendAt > now && sendAt != Moments.Never && !_encoder.IsNeeded)
            {
                _lingering.Add(queue);
            }

            var nextAt = sendAt > now ? sendAt : Take(queue);
            return first.IsInFlight ? nextAt : Math.Min(nextAt, queue.DeliveryEndOf(first));
        }
    }

    /// <summary>Fewer requests then carry the same records. Not with compression, because only a complete batch is compressed.</summary>
    private void TakeAlong()
    {
        foreach (var queue in _lingering)
        {
            lock (queue.Gate)
            {
                if (queue.NextSendAt(isUrged: true) == 0 && _leaders.LinkTo(queue) is { PlannedFor: not null })
                {
                    Take(queue);
                }
            }
        }

        _lingering.Clear();
    }

    private bool MayTake(PartitionQueue queue)
    {
        if (!queue.NeedsIdentity || (_identity is { } identity && queue.TryAdopt(identity)))
        {
            return true;
        }

        _isIdentityWanted = true;
        return false;
    }

    /// <summary>Puts the queue's next batch into the next request to its leader, if the request takes it.</summary>
    private long Take(PartitionQueue queue)
    {
        if (_leaders.LinkTo(queue) is not { } link)
        {
            return queue.Refusal is null ? Moments.Never : 0;
        }

        queue.Refusal = link.Refusal;
        if (link.Connection is not { } connection)
        {
            queue.LastFault = link.LastFault;
            return queue.Refusal is null ? link.Connect() : 0;
        }

        if (!link.IsSaturated && queue.Peek(connection) is { } batch
            && (!_encoder.IsNeeded || batch.Stage == BatchStage.Encoded) && link.Fits(batch, connection))
        {
            queue.MarkSent(batch, connection);
            link.Plan(batch, connection);
        }

        return Moments.Never;
    }

    /// <summary>Sends the planned requests. Returns false if there is none.</summary>
    private bool Dispatch()
    {
        var isAny = false;
        foreach (var link in _leaders.Links)
        {
            if (link.PlannedFor is { } connection)
            {
                isAny = true;
                _calls.Add(CallAsync(link, connection));
            }
        }

        return isAny;
    }

    private async Task CallAsync(BrokerLink link, KafkaConnection connection)
    {
        var batches = link.BeginRequest();
        foreach (var batch in batches)
        {
            if (batch.Stage != BatchStage.Encoded)
            {
                batch.FinishRecords();
            }

            batch.Stamp();
        }

        await new ProduceExchange(_leaders.Metadata, batches, _options).CallAsync(connection, _settlement);
        link.EndRequest();
        _wakeup.Set();
    }

    private void GiveUp(PartitionQueue queue, long now)
    {
        while (queue.First is { IsInFlight: false, Stage: not BatchStage.Encoding } first
            && (queue.DeliveryEndOf(first) <= now || RefusalOf(queue) is not null))
        {
            queue.RemoveFailed(first);
            var fault = (queue.NeedsIdentity ? _identifying.LastFault ?? "no producer id was given" : null) ?? queue.LastFault;
            var reason = fault is null ? "" : $": {fault}";
            _lost.Add((first, RefusalOf(queue) ?? new KafkaException(
                KafkaFault.DeliveryTimedOut,
                $"A batch for {queue.Partition} was not acknowledged within {_options.DeliveryTimeout}{reason}.")));
        }
    }

    /// <summary>Returns why waiting does not help, or null.</summary>
    private Exception? RefusalOf(PartitionQueue queue) => (queue.NeedsIdentity ? _identifying.Refusal : null) ?? queue.Refusal;

    private void FailLost()
    {
        foreach (var (batch, fault) in _lost)
        {
            _settlement.Fail(batch, fault);
        }

        _lost.Clear();
    }

    private async ValueTask RequestIdentityAsync()
    {
        var request = new InitProducerIdRequest { TransactionalId = null, TransactionTimeoutMs = int.MaxValue };
        var response = await _client.CallAnyAsync<InitProducerIdRequest, InitProducerIdResponse>(request, CancellationToken.None);
        KafkaException.ThrowIfRefused(response.ErrorCode, "InitProducerId");
        _identity = new ProducerIdentity(response.ProducerId, response.ProducerEpoch);
    }

    private sealed class Urgency(Sender sender) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref sender._urges);
    }
}
