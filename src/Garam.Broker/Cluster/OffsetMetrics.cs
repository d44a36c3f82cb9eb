using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Metadata.Partitions;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Broker.Cluster;

/// <summary>
/// Offsets of partitions and lags of groups, read from the replica when metrics are collected. Only a limited number of each gets a series,
/// by name, because a monitoring system pays for every one; one more series counts those left out. Any thread may collect. The replica's
/// lock is held only to capture the tables.
/// </summary>
public sealed class OffsetMetrics
{
    public const string MeterName = "Garam.Broker.Offsets";

    private readonly Replica _replica;
    private readonly int _seriesMax;

    public OffsetMetrics(IMeterFactory meters, Replica replica, int seriesMax)
    {
        (_replica, _seriesMax) = (replica, seriesMax);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("garam.topics", () => Capture().Topics.Count, "{topic}", "Topics.");
        meter.CreateObservableGauge("garam.partitions", () => CountPartitions(Capture()), "{partition}", "Partitions of all topics.");
        meter.CreateObservableGauge("garam.groups", () => Capture().Groups.Count, "{group}", "Consumer groups, including empty ones.");
        meter.CreateObservableGauge(
            "garam.partition.start_offset",
            () => Offsets(static partition => partition.LogStartOffset),
            "{offset}",
            "Offset of the oldest record, by partition.");
        meter.CreateObservableGauge(
            "garam.partition.end_offset",
            () => Offsets(static partition => partition.HighWatermark),
            "{offset}",
            "Offset of the next record, by partition.");
        meter.CreateObservableGauge(
            "garam.partition.size", () => Offsets(static partition => partition.SizeBytes), "By", "Stored bytes, by partition.");
        meter.CreateObservableGauge(
            "garam.group.lag",
            Lags,
            "{record}",
            "Records between the committed offset and the end of the partition, by group and partition.");
        meter.CreateObservableGauge(
            "garam.metrics.left_out",
            LeftOut,
            "{series}",
            "Partitions and lags without a series of their own, because the setting metrics-partitions limits them.");
    }

    private Tables Capture() => _replica.Read(0, static (state, _) =>
        new Tables(state.Topics.CaptureTopics(), state.Topics.CapturePartitions(), state.Groups.Capture()));

    private static int CountPartitions(Tables tables) => tables.Topics.Values.Sum(topic => topic.Partitions);

    private IEnumerable<Measurement<long>> Offsets(Func<PartitionLog, long> value)
    {
        var tables = Capture();
        return from partition in tables.InOrder().Take(_seriesMax)
               let state = tables.Partitions.GetValueOrDefault(partition.Key)
               where state is not null
               select new Measurement<long>(value(state), new("topic", partition.Topic), new("partition", partition.Key.Partition));
    }

    private IEnumerable<Measurement<long>> Lags()
    {
        var tables = Capture();
        return from lag in tables.Lags().Take(_seriesMax)
               select new Measurement<long>(lag.Records, new("group", lag.Group), new("topic", lag.Topic), new("partition", lag.Partition));
    }

    private IEnumerable<Measurement<int>> LeftOut()
    {
        var tables = Capture();
        return
        [
            new(Math.Max(0, CountPartitions(tables) - _seriesMax), new KeyValuePair<string, object?>("of", "partitions")),
            new(Math.Max(0, tables.Lags().Count() - _seriesMax), new KeyValuePair<string, object?>("of", "lags")),
        ];
    }

    private sealed record Tables(
        ImmutableSortedDictionary<Uuid, TopicState> Topics,
        ImmutableSortedDictionary<TopicPartition, PartitionLog> Partitions,
        ImmutableSortedDictionary<string, GroupState> Groups)
    {
        public IEnumerable<(string Topic, TopicPartition Key)> InOrder() =>
            from topic in Topics.Values.OrderBy(topic => topic.Name, StringComparer.Ordinal)
            from partition in Enumerable.Range(0, topic.Partitions)
            select (topic.Name, new TopicPartition(topic.Id, partition));

        /// <summary>Returns the lags. Offsets of deleted topics have none.</summary>
        public IEnumerable<(string Group, string Topic, int Partition, long Records)> Lags() =>
            from entry in Groups
            from committed in entry.Value.Offsets
            let topic = Topics.GetValueOrDefault(committed.Key.TopicId)
            let partition = Partitions.GetValueOrDefault(committed.Key)
            where topic is not null && partition is not null
            select (entry.Key, topic.Name, committed.Key.Partition, Math.Max(0, partition.HighWatermark - committed.Value.Offset));
    }
}
