using System.Buffers.Binary;
using System.Collections.Concurrent;
using Garam.Client.Cluster;
using Garam.Client.Producing;

namespace Garam.ClientTests.Managed;

/// <summary>
/// A producer that sends 0, 1, 2 and so on to each of some partitions until it is told to end. Owns its client and its tasks.
/// </summary>
internal sealed class NumberWriter : IDeliveryObserver, IAsyncDisposable
{
    /// <summary>With the pause between rounds: enough to have batches in every state, and few enough that the servers keep up.</summary>
    private const int NumbersARound = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly IReadOnlyList<TopicPartition> _partitions;
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, List<(long Offset, long Number)>> _acknowledged;
    private readonly ClusterClient _client;
    private readonly Producer _producer;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _running;
    private readonly Task<Dictionary<TopicPartition, long>> _writing;

    public NumberWriter(string bootstrap, IEnumerable<TopicPartition> partitions, TimeSpan deliveryTimeout)
    {
        _partitions = [.. partitions];
        _acknowledged = _partitions.ToDictionary(static partition => partition, static _ => new List<(long Offset, long Number)>());
        _client = ManagedMember.Connect(bootstrap);
        _producer = new Producer(_client, new ProducerOptions
        {
            BatchBytesMax = 4 * 1024,
            Linger = TimeSpan.FromMilliseconds(1),
            DeliveryTimeout = deliveryTimeout,
            Observer = this,
        });
        _running = _producer.RunAsync(CancellationToken.None);
        _writing = WriteAsync();
    }

    /// <summary>Faults of the batches that were refused or given up.</summary>
    public ConcurrentQueue<(TopicPartition Partition, Exception Fault)> Faults { get; } = new();

    public void OnCompleted(in BatchOutcome outcome)
    {
        if (outcome.Fault is { } fault)
        {
            Faults.Enqueue((outcome.Partition, fault));
        }
        else
        {
            lock (_lock)
            {
                for (var i = 0; i < outcome.Count; i++)
                {
                    _acknowledged[outcome.Partition].Add((outcome.BaseOffset + i, outcome.Tags[i]));
                }
            }
        }
    }

    /// <summary>In the order of the numbers; acknowledgements are told as they are settled.</summary>
    public List<(long Offset, long Number)> AcknowledgedOf(TopicPartition partition)
    {
        lock (_lock)
        {
            return [.. _acknowledged[partition].OrderBy(static record => record.Number)];
        }
    }

    /// <summary>Waits until each of these partitions has so many more.</summary>
    public Task UntilMoreAsync(IEnumerable<TopicPartition> partitions, long count)
    {
        var wanted = partitions.ToDictionary(static partition => partition, partition => CountOf(partition) + count);
        return Eventually.TrueAsync(
            () => wanted.All(partition => CountOf(partition.Key) >= partition.Value),
            $"{count} more acknowledged in {string.Join(", ", wanted.Keys)}");
    }

    /// <summary>Waits until each partition has so many more.</summary>
    public Task UntilMoreAsync(long count) => UntilMoreAsync(_partitions, count);

    /// <summary>Delivers the rest. Returns how many were sent to each partition.</summary>
    public async Task<Dictionary<TopicPartition, long>> EndAsync()
    {
        await _enough.CancelAsync();
        var sent = await _writing;
        await _producer.CloseAsync(TestContext.Current.CancellationToken);
        await _running;
        return sent;
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        _ = await _writing;
        await _client.DisposeAsync();
        await _producer.DisposeAsync();
        _enough.Dispose();
    }

    private static byte[] Encode(long number)
    {
        var value = new byte[100];
        BinaryPrimitives.WriteInt64LittleEndian(value, number);
        return value;
    }

    private long CountOf(TopicPartition partition)
    {
        lock (_lock)
        {
            return _acknowledged[partition].Count;
        }
    }

    private async Task<Dictionary<TopicPartition, long>> WriteAsync()
    {
        var sent = _partitions.ToDictionary(static partition => partition, static _ => 0L);
        using var pauses = new PeriodicTimer(Pause);
        while (!_enough.IsCancellationRequested)
        {
            foreach (var partition in _partitions)
            {
                for (var i = 0; i < NumbersARound; i++)
                {
                    var number = sent[partition]++;
                    await _producer.EnqueueAsync(
                        new ProducerRecord(partition, null, Encode(number), ProducerRecord.Now) { Tag = number }, CancellationToken.None);
                }
            }

            await pauses.WaitForNextTickAsync(CancellationToken.None);
        }

        return sent;
    }
}
