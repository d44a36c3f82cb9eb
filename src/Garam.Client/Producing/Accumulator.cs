using System.Collections.Concurrent;
using Garam.Client.Cluster;
using Garam.Transport.Buffers;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// All records that a producer has taken and no broker has acknowledged: the queues, and the buffer that they share. Any thread. Each queue
/// has a lock of its own. The lock here guards the lists of queues, and is never held together with a queue's.
/// </summary>
internal sealed class Accumulator(ClusterClient client, ProducerOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, TopicQueues> _topics = new(StringComparer.Ordinal);
    private readonly List<PartitionQueue> _unlisted = [];
    private readonly HashSet<PartitionQueue> _known = [];
    private readonly List<PartitionQueue> _all = [];
    private TopicQueues? _last;
    private volatile bool _isClosed;
    private volatile bool _isStopped;
    private long _sleepsUntil = Moments.Never;

    public BatchPool Batches { get; } = new(options, client.Time);

    public ByteBudget Buffer { get; } = new(options.BufferBytesMax);

    /// <summary>It takes no more records.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Nothing is sent again.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>
    /// When the sender wakes by itself. <see cref="Moments.Never"/> also while it is awake, so that every new batch wakes it.
    /// </summary>
    public long SleepsUntil
    {
        get => Volatile.Read(ref _sleepsUntil);
        set => Volatile.Write(ref _sleepsUntil, value);
    }

    public TopicQueues Topic(string name)
    {
        var last = _last;
        if (last is not null && last.Name == name)
        {
            return last;
        }

        if (!_topics.TryGetValue(name, out var topic))
        {
            topic = _topics.GetOrAdd(name, new TopicQueues(name, options, client.Draw(int.MaxValue)));
        }

        return _last = topic;
    }

    /// <summary>Makes the sender look at this queue.</summary>
    public void List(PartitionQueue queue)
    {
        lock (_lock)
        {
            _unlisted.Add(queue);
            if (_known.Add(queue))
            {
                _all.Add(queue);
            }
        }
    }

    /// <summary>Moves the queues listed since the last call to the end of the sender's list.</summary>
    public void TakeListed(List<PartitionQueue> queues)
    {
        lock (_lock)
        {
            queues.AddRange(_unlisted);
            _unlisted.Clear();
        }
    }

    /// <summary>Returns the completions of everything that is queued now.</summary>
    public IReadOnlyList<BatchCompletion> Watch()
    {
        PartitionQueue[] queues;
        lock (_lock)
        {
            queues = [.. _all];
        }

        List<BatchCompletion> completions = [];
        foreach (var queue in queues)
        {
            lock (queue.Gate)
            {
                completions.AddRange(queue.Batches.Select(static batch => batch.Watch()));
            }
        }

        return completions;
    }

    public void Close() => _isClosed = true;

    public void Stop() => _isClosed = _isStopped = true;

    /// <summary>Returns what is left after the end, when nothing is in flight.</summary>
    public IReadOnlyList<ProducerBatch> TakeAll()
    {
        List<ProducerBatch> left = [];
        foreach (var queue in _all)
        {
            lock (queue.Gate)
            {
                left.AddRange(queue.TakeAll());
            }
        }

        return left;
    }

    public void Dispose() => Batches.Dispose();
}
