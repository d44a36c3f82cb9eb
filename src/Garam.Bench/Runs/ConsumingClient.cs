using Garam.Bench.Loads;
using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Bench.Runs;

/// <summary>
/// Reads some partitions of the topic over its own connections, and counts what it reads. Owns its client. One loop; any thread may read
/// the ledger.
/// </summary>
internal sealed class ConsumingClient : IAsyncDisposable
{
    private readonly ClusterClient _client;
    private readonly PartitionConsumer _consumer;
    private readonly IReadOnlyDictionary<TopicPartition, long>? _ends;
    private readonly RunClock _clock;

    /// <param name="client">Not shared: a parked fetch holds up the requests after it.</param>
    /// <param name="starts">The partitions, and where to begin.</param>
    /// <param name="ends">Where to end; null to read until it is stopped.</param>
    /// <param name="run">The run whose stamps to read, if any.</param>
    /// <param name="clock">The clock of the run.</param>
    public ConsumingClient(
        ClusterClient client,
        IReadOnlyDictionary<TopicPartition, long> starts,
        IReadOnlyDictionary<TopicPartition, long>? ends,
        long? run,
        RunClock clock)
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

    /// <summary>Reads until the partitions end, the budget is spent or the run is cancelled.</summary>
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
