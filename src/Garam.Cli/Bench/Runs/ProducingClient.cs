using Garam.Cli.Bench.Loads;
using Garam.Client.Cluster;
using Garam.Client.Producing;

namespace Garam.Cli.Bench.Runs;

/// <summary>
/// Sends records at their scheduled moments over connections of its own, and takes the time until each is acknowledged. Owns its client
/// and its producer. One loop sends; answers come on any thread.
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

    /// <summary>Sends until the budget is spent or the cancellation; does not wait for the last answers.</summary>
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

        // Before the producer's end is awaited: answers that never come would hold it up.
        await _client.DisposeAsync();
        await _sending;
        _producer.Dispose();
        _closing.Dispose();
    }

    /// <summary>Waits where the producer's buffer is full.</summary>
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
