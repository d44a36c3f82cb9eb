using Garam.Client.Cluster;

namespace Garam.Client.Producing;

/// <summary>
/// The queues of one topic, and the partition that records without a key go to now. A batch is filled before the next partition is chosen,
/// so that few records still make large batches and every partition gets the same share. Any thread; the lock guards the fields.
/// </summary>
internal sealed class TopicQueues(string name, ProducerOptions options, int start)
{
    /// <summary>No cluster has as many partitions. A larger number is a mistake, and would cost an array of that length.</summary>
    private const int PartitionsMax = 1_000_000;

    private readonly Lock _lock = new();
    private volatile PartitionQueue?[] _queues = [];
    private ClusterMetadata? _source;
    private TopicMetadata? _topic;
    private int _chosen = start;
    private long _chosenBytes;

    public string Name => name;

    public PartitionQueue this[int partition]
    {
        get
        {
            var queues = _queues;
            return partition < queues.Length && queues[partition] is { } queue ? queue : Add(partition);
        }
    }

    /// <summary>The chosen partition got so much that the next batch may go to another one.</summary>
    public bool IsChosenFull => Volatile.Read(ref _chosenBytes) >= options.BatchBytesMax;

    /// <summary>Returns null if the topic is unknown.</summary>
    public TopicMetadata? Describe(ClusterMetadata metadata)
    {
        if (!ReferenceEquals(metadata, Volatile.Read(ref _source)))
        {
            lock (_lock)
            {
                _topic = metadata.Topics.GetValueOrDefault(name);
                Volatile.Write(ref _source, metadata);
            }
        }

        return _topic;
    }

    public PartitionQueue Chosen(TopicMetadata topic) => this[(int)((uint)Volatile.Read(ref _chosen) % (uint)topic.PartitionCount)];

    public void Count(int bytes) => Interlocked.Add(ref _chosenBytes, bytes);

    /// <summary>Chooses the next partition that has a leader, if there is one. The second of two callers finds the choice made.</summary>
    public void ChooseNext(TopicMetadata topic, PartitionQueue full)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(Chosen(topic), full))
            {
                return;
            }

            for (var step = 1; step <= topic.PartitionCount; step++)
            {
                var next = (int)((uint)(_chosen + step) % (uint)topic.PartitionCount);
                if (topic.Leaders[next] >= 0 || step == topic.PartitionCount)
                {
                    Volatile.Write(ref _chosen, next);
                    Volatile.Write(ref _chosenBytes, 0);
                    return;
                }
            }
        }
    }

    private PartitionQueue Add(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partition, PartitionsMax);
        lock (_lock)
        {
            if (partition >= _queues.Length)
            {
                var larger = new PartitionQueue?[partition + 1];
                _queues.CopyTo(larger, 0);
                _queues = larger;
            }

            return _queues[partition] ??= new PartitionQueue(new TopicPartition(name, partition), options);
        }
    }
}
