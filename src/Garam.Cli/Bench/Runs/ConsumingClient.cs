using Garam.Cli.Bench.Loads;
using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Cli.Bench.Runs;

/// <summary>
/// Reads some partitions of the topic over connections of its own, and counts. Owns its client. One loop; what it counts may be read at
/// any time.
/// </summary>
internal sealed class ConsumingClient : IAsyncDisposable
{
    private readonly ClusterClient _client;
    private readonly PartitionConsumer _consumer;
    private readonly IReadOnlyDictionary<TopicPartition, long>? _ends;
    private readonly RunClock _clock;

    /// <param name="client">Not shared: a parked fetch holds up what is behind it.</param>
    /// <param name="starts">The partitions, and where to begin.</param>
    /// <param name="ends">Where to end; null where it goes on until it is stopped.</param>
    /// <param name="run">Whose stamps to read, if any.</param>
    /// <param name="clock">Of the run.</param>
    public ConsumingClient(
        ClusterClient client, IReadOnlyDictionary<TopicPartition, long> starts, IReadOnlyDictionary<TopicPartition, long>? ends, long? run, RunClock clock)
    {
        (_client, _ends, _clock) = (client, ends, clock);
        Ledger = new ReceiveLedger(run, clock);
        _consumer = new PartitionConsumer(client, new ConsumerOptions { Reset = OffsetReset.Earliest });
        foreach (var (partition, offset) in starts)
        {
            _consumer.Assign(partition, offset);
        }
    }

    public ReceiveLedger Ledger { get; }

    /// <summary>Reads until the end, the end of the budget or the cancellation, whichever is first.</summary>
    public async Task RunAsync(LoadBudget? budget, RateSchedule schedule, CancellationToken stopping)
    {
        await Task.Yield();
        using var pace = new Pace(_clock.Time, _clock.Tick);
        for (var goesOn = !IsAtEnd(); goesOn && !stopping.IsCancellationRequested;)
        {
            if (schedule.NextAt > _clock.Time.GetTimestamp())
            {
                await pace.WaitUntilAsync(schedule.NextAt);
                continue;
            }

            var askedAt = _clock.Time.GetTimestamp();
            var fetched = await _consumer.PollAsync(stopping);
            var moment = _clock.Time.GetTimestamp();
            var (records, bytes) = Count(fetched, askedAt, moment);
            schedule.Advance(bytes);
            goesOn = !IsAtEnd() && budget?.TakeRead(records, bytes, moment) != false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        await _client.DisposeAsync();
    }

    private bool IsAtEnd() => _ends is not null && _ends.All(end => _consumer.PositionOf(end.Key) >= end.Value);

    private (long Records, long Bytes) Count(IReadOnlyList<FetchedPartition> fetched, long askedAt, long moment)
    {
        var (records, bytes) = (0L, 0L);
        Ledger.Fetched(askedAt, moment, () =>
        {
            foreach (var partition in fetched)
            {
                using (partition)
                {
                    foreach (ref readonly var record in partition.Records())
                    {
                        var size = record.Key.Length + record.Value.Length;
                        Ledger.Record(record.Value, size, moment);
                        records++;
                        bytes += size;
                    }
                }
            }
        });
        return (records, bytes);
    }
}
