using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Client.Producing;
using Garam.ClientTests.Support;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.ClientTests.Producing;

/// <summary>
/// The producer of Garam.Client against real servers: what it reports as delivered is there once, in order, byte by byte.
/// </summary>
[Collection(Lanes.Short)]
public sealed class ManagedProducerTests
{
    private const int Partitions = 3;
    private const int Crashes = 2;

    // Between two crashes: enough to have batches in every state, from the buffer to the journal.
    private const int AcknowledgedBetweenCrashes = 3_000;

    [Fact]
    public async Task Crashes_of_Garam_between_its_batches_lose_and_double_nothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        await CheckCrashesAsync(cluster, CompressionType.Lz4);
    }

    [Fact]
    public async Task Apache_Kafka_gets_keys_values_and_headers_in_every_codec_and_batches_that_it_finds_too_large_in_parts()
    {
        Assets.RequireKafka();
        await using var cluster = await KafkaProcess.StartAsync();
        foreach (var compression in Enum.GetValues<CompressionType>())
        {
            await CheckContentAsync(cluster, compression);
        }

        await CheckCrashesAsync(cluster, CompressionType.Zstd);
    }

    private static async Task CheckContentAsync(ITestCluster cluster, CompressionType compression)
    {
        const int Count = 500;
        var name = $"codec-{compression}";
        await using var client = Connect(cluster);

        // A batch of 64 KiB is more than the topic allows, so it arrives in parts.
        var settings = new Dictionary<string, string> { ["max.message.bytes"] = "20000" };
        await new AdminClient(client).CreateTopicAsync(new NewTopic(name, Partitions, settings), TestContext.Current.CancellationToken);
        await using var producer = new Producer(client, new ProducerOptions { Compression = compression, BatchBytesMax = 64 * 1024 });
        var running = producer.RunAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < Count; i++)
        {
            var record = new ProducerRecord(name, Encoding.UTF8.GetBytes($"key {i % 50}"), ValueOf(i))
            {
                Headers = new[] { new RecordHeader("number", Encoding.UTF8.GetBytes($"{i}")) },
            };
            await producer.EnqueueAsync(record, TestContext.Current.CancellationToken);
        }

        await producer.CloseAsync(TestContext.Current.CancellationToken);
        await running;
        var read = await ReadAsync(cluster, name, Count);
        Assert.Equal(Enumerable.Range(0, Count), read.SelectMany(static records => records)
            .Select(static record => Encoding.UTF8.GetString(record.Headers[0].Value!)).Select(int.Parse).Order());
        Assert.All(read.SelectMany(static records => records), static record => Assert.Equal(
            ValueOf(int.Parse(Encoding.UTF8.GetString(record.Headers[0].Value!), CultureInfo.InvariantCulture)), record.Value));
        foreach (var records in read)
        {
            var numbers = records.Select(
                static record => int.Parse(Encoding.UTF8.GetString(record.Headers[0].Value!), CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    /// <summary>Incompressible, and different for each number.</summary>
    private static byte[] ValueOf(int number)
    {
        var value = new byte[1_000];
        new Random(number).NextBytes(value);
        return value;
    }

    private static async Task CheckCrashesAsync(ITestCluster cluster, CompressionType compression)
    {
        await using var client = Connect(cluster);
        await new AdminClient(client).CreateTopicAsync(new NewTopic("numbers", Partitions), TestContext.Current.CancellationToken);
        var delivered = new DeliveredCounter();
        await using var producer = new Producer(client, new ProducerOptions
        {
            BatchBytesMax = 8 * 1024,
            Linger = TimeSpan.FromMilliseconds(1),
            BufferBytesMax = 1024 * 1024,
            Compression = compression,
            Observer = delivered,
        });
        var running = producer.RunAsync(TestContext.Current.CancellationToken);
        using var enough = new CancellationTokenSource();
        var producing = ProduceNumbersAsync(producer, enough.Token);
        for (var crash = 0; crash < Crashes; crash++)
        {
            await delivered.MoreAsync(AcknowledgedBetweenCrashes);
            await cluster.CrashAndRestartAsync();
        }

        await enough.CancelAsync();
        var sent = await producing;
        await producer.CloseAsync(TestContext.Current.CancellationToken);
        await running;

        Assert.Empty(delivered.Faults);
        Assert.Equal(sent.Sum(), delivered.Count);
        var read = await ReadAsync(cluster, "numbers", sent.Sum());
        for (var partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal(Enumerable.Range(0, (int)sent[partition]).Select(static i => (long)i), read[partition].Select(
                static record => BinaryPrimitives.ReadInt64LittleEndian(record.Value)));
        }
    }

    /// <summary>Numbers without a gap to each partition. Returns how many.</summary>
    private static async Task<long[]> ProduceNumbersAsync(Producer producer, CancellationToken enough)
    {
        var next = new long[Partitions];
        while (!enough.IsCancellationRequested)
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                var value = new byte[100];
                BinaryPrimitives.WriteInt64LittleEndian(value, next[partition]++);
                await producer.EnqueueAsync(
                    new ProducerRecord(new TopicPartition("numbers", partition), null, value, ProducerRecord.Now), CancellationToken.None);
            }

            await Task.Yield();
        }

        return next;
    }

    private static async Task<List<Garam.Client.Fetching.ConsumedRecord>[]> ReadAsync(ITestCluster cluster, string topic, long count)
    {
        await using var client = Connect(cluster);
        using var consumer = new PartitionConsumer(client, new ConsumerOptions());
        var read = Enumerable.Range(0, Partitions).Select(static _ => new List<Garam.Client.Fetching.ConsumedRecord>()).ToArray();
        for (var partition = 0; partition < Partitions; partition++)
        {
            consumer.Assign(new TopicPartition(topic, partition), 0);
        }

        while (read.Sum(static records => records.Count) < count)
        {
            foreach (var fetched in await consumer.PollAsync(TestContext.Current.CancellationToken))
            {
                using (fetched)
                {
                    read[fetched.Partition.Partition].AddRange(fetched.ReadRecords());
                }
            }
        }

        return read;
    }

    private static ClusterClient Connect(ITestCluster cluster)
    {
        var address = cluster.Bootstrap.Split(',')[0].Split(':');
        return new ClusterClient(
            new ClusterClientOptions { Bootstrap = [new HostPort(address[0], int.Parse(address[1], CultureInfo.InvariantCulture))] },
            new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance),
            TimeProvider.System,
            new Random(1));
    }

    private sealed class DeliveredCounter : IDeliveryObserver
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _reached = new();
        private long _goal = long.MaxValue;

        public long Count { get; private set; }

        public System.Collections.Concurrent.ConcurrentQueue<Exception> Faults { get; } = new();

        public Task MoreAsync(long records)
        {
            lock (_lock)
            {
                _goal = Count + records;
                _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _reached.Task.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        public void OnCompleted(in BatchOutcome outcome)
        {
            if (outcome.Fault is { } fault)
            {
                Faults.Enqueue(fault);
                return;
            }

            lock (_lock)
            {
                Count += outcome.Count;
                if (Count >= _goal)
                {
                    _reached.TrySetResult();
                }
            }
        }
    }
}
