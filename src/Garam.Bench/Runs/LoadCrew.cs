using Garam.Bench.Loads;
using Garam.Bench.Measuring;
using Garam.Bench.Payloads;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Bench.Runs;

/// <summary>The clients of one run. Owns them.</summary>
internal sealed class LoadCrew : IAsyncDisposable
{
    private readonly LoadSettings _settings;
    private readonly RunFaults _faults;
    private readonly List<ProducingClient> _producers = [];
    private readonly List<ConsumingClient> _consumers = [];
    private readonly LoadBudget _budget;

    private LoadCrew(LoadSettings settings, RunFaults faults, RunClock clock)
    {
        (_settings, _faults, Clock) = (settings, faults, clock);
        _budget = new LoadBudget(settings.Limits, clock.CountsFrom, clock.Time.TimestampFrequency);
    }

    public RunClock Clock { get; }

    /// <summary>Records that were sent and are not acknowledged yet.</summary>
    public long Unanswered => _producers.Sum(static producer => producer.Ledger.Unanswered);

    /// <summary>Creates the clients and starts the clock of the run.</summary>
    public static async Task<LoadCrew> CreateAsync(
        LoadSettings settings, LinesPayload? lines, ClusterConnection cluster, BenchTopic topic, RunFaults faults)
    {
        var partitions = Enumerable.Range(0, topic.Partitions).Select(partition => new TopicPartition(topic.Name, partition)).ToArray();
        var starts = settings.Consumers == 0 ? null : await FindAsync(cluster, partitions, StartOf(settings.Mode), faults.Stopping);
        var ends = settings.Mode == BenchMode.Consume ? await FindAsync(cluster, partitions, OffsetSpec.Latest, faults.Stopping) : null;
        long? run = settings.Mode == BenchMode.EndToEnd ? Random.Shared.NextInt64() : null;
        var crew = new LoadCrew(settings, faults, RunClock.StartingNow(TimeProvider.System, settings.WarmUp) with { Tick = settings.Tick });
        for (var client = 0; client < settings.Consumers; client++)
        {
            var mine = starts!.Where(start => start.Key.Partition % settings.Consumers == client).ToDictionary();
            crew._consumers.Add(
                new ConsumingClient(ClusterConnection.CreateClient(cluster.Target), mine, Only(ends, mine), run, crew.Clock));
        }

        for (var client = 0; client < settings.Producers; client++)
        {
            var load = ProducingLoad.Create(settings, topic.Name, lines, run, client);
            crew._producers.Add(new ProducingClient(ClusterConnection.CreateClient(cluster.Target), load, crew.Clock, faults));
        }

        return crew;
    }

    public Task ProduceAsync() => Task.WhenAll(_producers.Select((producer, index) =>
        _faults.GuardAsync(() => producer.RunAsync(_budget, ScheduleOf(index, _producers.Count), _faults.Stopping))));

    /// <summary>Budget and rate limit the consumers only if nothing is produced.</summary>
    public Task ConsumeAsync(CancellationToken stopping) => Task.WhenAll(_consumers.Select((consumer, index) =>
        _faults.GuardAsync(() => _producers.Count > 0
            ? consumer.RunAsync(null, new RateSchedule(Clock.StartsAt, null, Clock.Time.TimestampFrequency), stopping)
            : consumer.RunAsync(_budget, ScheduleOf(index, _consumers.Count), stopping))));

    public LoadTally Produced()
    {
        var total = new LoadTally(Clock.Time.TimestampFrequency);
        _producers.ForEach(producer => producer.Ledger.AddTo(total));
        return total;
    }

    public LoadTally Consumed()
    {
        var total = new LoadTally(Clock.Time.TimestampFrequency);
        _consumers.ForEach(consumer => consumer.Ledger.AddTo(total));
        return total;
    }

    /// <summary>Takes the latencies since the last call: to the consumer if that is measured, otherwise to the acknowledgement.</summary>
    public LatencyHistogram TakeRecent()
    {
        var recent = new LatencyHistogram();
        if (_settings.Mode == BenchMode.EndToEnd)
        {
            _consumers.ForEach(consumer => consumer.Ledger.TakeRecent(recent));
        }
        else
        {
            _producers.ForEach(producer => producer.Ledger.TakeRecent(recent));
        }

        return recent;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var producer in _producers)
        {
            await producer.DisposeAsync();
        }

        foreach (var consumer in _consumers)
        {
            await consumer.DisposeAsync();
        }
    }

    private static OffsetSpec StartOf(BenchMode mode) => mode == BenchMode.EndToEnd ? OffsetSpec.Latest : OffsetSpec.Earliest;

    private static async Task<Dictionary<TopicPartition, long>> FindAsync(
        ClusterConnection cluster, TopicPartition[] partitions, OffsetSpec where, CancellationToken cancellation)
    {
        var found = await cluster.AskAsync(
            (_, limited) => new OffsetClient(cluster.Client).ListAsync(partitions, where, limited), cancellation);
        return found.ToDictionary(static offset => offset.Key, static offset => offset.Value.Offset);
    }

    private static Dictionary<TopicPartition, long>? Only(Dictionary<TopicPartition, long>? ends, Dictionary<TopicPartition, long> mine) =>
        ends?.Where(end => mine.ContainsKey(end.Key)).ToDictionary();

    /// <summary>Clients begin one after another within the time of one record, so that they do not all send at the same moments.</summary>
    private RateSchedule ScheduleOf(int index, int count)
    {
        var frequency = Clock.Time.TimestampFrequency;
        if (_settings.BytesPerSecond is not { } rate)
        {
            return new RateSchedule(Clock.StartsAt, null, frequency);
        }

        var shift = (long)(frequency * _settings.RecordBytes / rate * index);
        return new RateSchedule(Clock.StartsAt + shift, rate / count, frequency);
    }
}
