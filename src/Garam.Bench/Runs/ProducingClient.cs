using Garam.Bench.Loads;
using Garam.Bench.Payloads;
using Garam.Cli.Commands;
using Garam.Client.Cluster;
using Garam.Client.Producing;

namespace Garam.Bench.Runs;

/// <summary>
/// Sends records at their scheduled moments over its own connections, and times each one until it is acknowledged. Owns its client and its
/// producer. One loop sends; acknowledgements arrive on any thread.
/// </summary>
internal sealed class ProducingClient : IAsyncDisposable
{
    private readonly ClusterClient _client;
    private readonly Producer _producer;
    private readonly ProducingLoad _load;
    private readonly RunClock _clock;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _sending;

    public ProducingClient(ClusterClient client, ProducingLoad load, RunClock clock, RunFaults faults)
    {
        (_client, _load, _clock) = (client, load, clock);
        Ledger = new SendLedger(clock, faults);
        _producer = new Producer(client, load.ToOptions(Ledger));
        _sending = faults.GuardAsync(() => _producer.RunAsync(_closing.Token));
    }

    public SendLedger Ledger { get; }

    /// <summary>Sends until the budget is spent or the run is cancelled; does not wait for the last acknowledgements.</summary>
    public async Task RunAsync(LoadBudget budget, RateSchedule schedule, CancellationToken stopping)
    {
        await Task.Yield();
        using var pace = new Pace(_clock.Time, _clock.Tick);
        while (!stopping.IsCancellationRequested)
        {
            var now = _clock.Time.GetTimestamp();
            if (schedule.NextAt > now)
            {
                await pace.WaitUntilAsync(schedule.NextAt);
                continue;
            }

            var intendedAt = schedule.IsLimited ? schedule.NextAt : now;
            var payload = _load.Payloads.Next();
            var key = _load.Keys.Next();
            var bytes = payload.Length + (key?.Length ?? 0);
            if (!budget.TryTake(bytes, intendedAt))
            {
                return;
            }

            schedule.Advance(bytes);
            await SendAsync(key, _load.Stamps.Over(payload, intendedAt, now), new SentRecord(intendedAt, now, bytes), stopping);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();

        // Before awaiting the producer, because acknowledgements that never come would hold it up.
        await _client.DisposeAsync();
        await _sending;
        await _producer.DisposeAsync();
        _closing.Dispose();
    }

    /// <summary>Waits while the producer's buffer is full.</summary>
    private async ValueTask SendAsync(ReadOnlyMemory<byte>? key, ReadOnlyMemory<byte> value, SentRecord sent, CancellationToken stopping)
    {
        var tag = Ledger.Sent(sent);
        var record = new ProducerRecord(_load.Topic, key, value) { Tag = tag };
        if (_producer.TryEnqueue(record))
        {
            return;
        }

        try
        {
            await _producer.EnqueueAsync(record, stopping);
        }
        catch
        {
            Ledger.Withdraw(tag);
            throw;
        }
    }
}

/// <summary>The records that one producing client sends.</summary>
internal sealed record ProducingLoad(LoadSettings Settings, string Topic, IPayloadSource Payloads, KeySource Keys, StampWriter Stamps)
{
    /// <summary>A prime, so that the sources of one client and those of its neighbours begin at different places.</summary>
    private const int ClientSeedStep = 7919;

    public static ProducingLoad Create(LoadSettings settings, string topic, LinesPayload? lines, long? run, int client)
    {
        var seed = settings.Seed + (client * ClientSeedStep);
        IPayloadSource payloads = lines is not null
            ? lines.ForClient(client, settings.Producers)
            : new RandomPayload(settings.RecordBytes, settings.CompressibleShare, seed);
        return new ProducingLoad(
            settings, topic, payloads, new KeySource(settings.Keys, client, settings.Producers, seed), new StampWriter(run));
    }

    public ProducerOptions ToOptions(IDeliveryObserver observer) => new()
    {
        BatchBytesMax = Settings.BatchBytes,
        RequestBytesMax = Settings.RequestBytesMax,
        Linger = Settings.Linger,
        Compression = Settings.Compression,
        Acks = Settings.Acks,
        IsIdempotent = Settings.IsIdempotent,
        Observer = observer,
    };
}
