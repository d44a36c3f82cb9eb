using System.Diagnostics.Metrics;
using Garam.Journal.Replication;

namespace Garam.Broker.Budgets;

/// <summary>
/// Keeps topics, partitions and producers within their limits. What a request is about to add is taken before it becomes a command and
/// given back when the state holds it, so that requests at the same time do not overshoot together. Any thread.
/// </summary>
public sealed class StateBudgets
{
    public const string MeterName = "Garam.Broker.Budgets";

    private readonly Replica _replica;
    private readonly Counter<long> _refused;
    private int _topics;
    private int _partitions;
    private int _producers;

    public StateBudgets(IMeterFactory meters, Replica replica, StateLimits limits)
    {
        (_replica, Limits) = (replica, limits);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("garam.budget.used", Used, "{item}", "How many limited items the state of the cluster holds.");
        meter.CreateObservableGauge("garam.budget.max", Max, "{item}", "How many limited items the state of the cluster may hold.");
        _refused = meter.CreateCounter<long>(
            "garam.budget.refused", "{request}", "Requests that were refused because they would have exceeded a limit.");
    }

    public StateLimits Limits { get; }

    /// <summary>Null when they were taken: <see cref="GiveBack"/> has to follow. Else why not, for a human.</summary>
    public string? TryTake(int topics, int partitions)
    {
        var (moreTopics, morePartitions) = (Interlocked.Add(ref _topics, topics), Interlocked.Add(ref _partitions, partitions));

        // Read after they were added: what others have given back since is in the state.
        var stored = Stored();
        if ((topics == 0 || stored.Topics + moreTopics <= Limits.TopicsMax)
            && (long)stored.Partitions + morePartitions <= Limits.PartitionsMax)
        {
            return null;
        }

        GiveBack(topics, partitions);
        if ((long)stored.Partitions + morePartitions > Limits.PartitionsMax)
        {
            Refuse("partitions");
            return $"The cluster has {stored.Partitions} partitions and may have {Limits.PartitionsMax}: {partitions} more do not fit.";
        }

        Refuse("topics");
        return $"The cluster has {stored.Topics} topics and may have {Limits.TopicsMax}.";
    }

    public void GiveBack(int topics, int partitions)
    {
        Interlocked.Add(ref _topics, -topics);
        Interlocked.Add(ref _partitions, -partitions);
    }

    /// <summary>
    /// True when that many batches of producers that their partitions may not know yet fit: <see cref="GiveBackProducers"/> has to follow.
    /// </summary>
    public bool TryTakeProducers(int count)
    {
        var more = Interlocked.Add(ref _producers, count);
        if ((long)Stored().Producers + more <= Limits.ProducersMax)
        {
            return true;
        }

        GiveBackProducers(count);
        return false;
    }

    public void GiveBackProducers(int count) => Interlocked.Add(ref _producers, -count);

    /// <summary>A batch of a new producer was refused.</summary>
    public void RefuseProducer() => Refuse("producers");

    private void Refuse(string of) => _refused.Add(1, new KeyValuePair<string, object?>("of", of));

    private (int Topics, int Partitions, int Producers) Stored() =>
        _replica.Read(0, static (state, _) => (state.Topics.Count, state.Topics.StoredPartitionCount, state.Topics.ProducerCount));

    private IEnumerable<Measurement<int>> Used()
    {
        var (topics, partitions, producers) = Stored();
        return Measure(topics, partitions, producers);
    }

    private IEnumerable<Measurement<int>> Max() => Measure(Limits.TopicsMax, Limits.PartitionsMax, Limits.ProducersMax);

    private static IEnumerable<Measurement<int>> Measure(int topics, int partitions, int producers) =>
    [
        new(topics, new KeyValuePair<string, object?>("of", "topics")),
        new(partitions, new KeyValuePair<string, object?>("of", "partitions")),
        new(producers, new KeyValuePair<string, object?>("of", "producers")),
    ];
}

/// <summary>
/// Limits on what clients can make every process remember. Kafka has no such limits; Garam keeps everything it knows in memory. A process
/// that holds 20,000 topics, 100,000 partitions and 200,000 producers takes about 200 MiB more than an empty one, so with these defaults
/// 512 MiB are enough.
/// </summary>
public sealed class StateLimits
{
    public int TopicsMax { get; init; } = 50_000;

    /// <summary>Deleted topics' too, until they are reclaimed.</summary>
    public int PartitionsMax { get; init; } = 100_000;

    /// <summary>Idempotent producers that partitions remember; one that writes to many partitions counts in each.</summary>
    public int ProducersMax { get; init; } = 200_000;
}
