using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Garam.Journal.Replication;
using Garam.Protocol;

namespace Garam.Broker.Cluster;

/// <summary>
/// Bytes and records by topic since the process started. Only a limited number of topics get series of their own, because a monitoring
/// system pays for each; one more series counts the traffic of all others. A deleted topic leaves its place to another. Any thread; the
/// replica's lock is held only to take the table along when metrics are collected.
/// </summary>
public sealed class TopicTraffic
{
    public const string MeterName = "Garam.Broker.Topics";

    /// <summary>No topic can have this name.</summary>
    private const string Others = "(others)";

    private readonly ConcurrentDictionary<Uuid, TopicCounts> _topics = new();
    private readonly TopicCounts _others = new();
    private readonly Replica _replica;
    private readonly int _topicsMax;

    public TopicTraffic(IMeterFactory meters, Replica replica, int topicsMax)
    {
        (_replica, _topicsMax) = (replica, topicsMax);
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter(
            "garam.topic.received",
            () => Measure(static counts => counts.Received),
            "By",
            "Bytes of batches that producers sent and that were stored, by topic.");
        meter.CreateObservableCounter(
            "garam.topic.received.records",
            () => Measure(static counts => counts.Records),
            "{record}",
            "Records that producers sent and that were stored, by topic.");
        meter.CreateObservableCounter(
            "garam.topic.sent", () => Measure(static counts => counts.Sent), "By", "Bytes of batches in answers to fetches, by topic.");
    }

    public void Received(Uuid topicId, long bytes, long records) => CountsOf(topicId).AddReceived(bytes, records);

    public void Sent(Uuid topicId, long bytes) => CountsOf(topicId).AddSent(bytes);

    /// <summary>A few more than the limit may slip in at once; they are as many as there are threads.</summary>
    private TopicCounts CountsOf(Uuid topicId) =>
        _topics.TryGetValue(topicId, out var counts) ? counts
        : _topics.Count >= _topicsMax ? _others
        : _topics.GetOrAdd(topicId, static _ => new TopicCounts());

    private List<Measurement<long>> Measure(Func<TopicCounts, long> value)
    {
        var known = _replica.Read(0, static (state, _) => state.Topics.CaptureTopics());
        var measured = new List<Measurement<long>> { new(value(_others), new KeyValuePair<string, object?>("topic", Others)) };
        foreach (var (topicId, counts) in _topics)
        {
            if (known.TryGetValue(topicId, out var topic))
            {
                measured.Add(new Measurement<long>(value(counts), new KeyValuePair<string, object?>("topic", topic.Name)));
            }
            else
            {
                _topics.TryRemove(topicId, out _);
            }
        }

        return measured;
    }

    private sealed class TopicCounts
    {
        private long _received;
        private long _records;
        private long _sent;

        public long Received => Volatile.Read(ref _received);

        public long Records => Volatile.Read(ref _records);

        public long Sent => Volatile.Read(ref _sent);

        public void AddReceived(long bytes, long records)
        {
            Interlocked.Add(ref _received, bytes);
            Interlocked.Add(ref _records, records);
        }

        public void AddSent(long bytes) => Interlocked.Add(ref _sent, bytes);
    }
}
