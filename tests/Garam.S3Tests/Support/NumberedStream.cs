using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Garam.Client;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Client.Producing;

namespace Garam.S3Tests.Support;

/// <summary>
/// A producer and a consumer with default settings that go on without a pause. The records of each partition carry the numbers 0, 1, 2 and
/// so on, so that what is lost, doubled or out of order shows. Owns its clients.
/// </summary>
internal sealed class NumberedStream : IAsyncDisposable
{
    public const int Partitions = 18;

    private const string Topic = "numbered";
    private const int ValueBytes = 4096;

    /// <summary>The first of every so many records waits, so that a partition gets some hundred a second.</summary>
    private const int RecordsAtOnce = 10;

    /// <summary>Records of one partition without an acknowledgement. All together exceed the producer's buffer of 32 MiB.</summary>
    private const int UnacknowledgedMax = 2000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly KafkaClient _producing;
    private readonly KafkaClient _consuming;
    private readonly Producer _producer;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly List<long>[] _acknowledged = NewLists<long>();
    private readonly List<(long Offset, long Number)>[] _read = NewLists<(long Offset, long Number)>();
    private readonly Lock _gate = new();
    private Task[] _producers = [];
    private Task _consumer = Task.CompletedTask;

    private NumberedStream(KafkaClient producing, KafkaClient consuming) =>
        (_producing, _consuming, _producer) = (producing, consuming, producing.CreateProducer());

    public static async Task<NumberedStream> StartAsync(string bootstrap)
    {
        var stream = new NumberedStream(await KafkaClient.ConnectAsync(bootstrap), await KafkaClient.ConnectAsync(bootstrap));
        await stream._producing.Admin.CreateTopicAsync(new NewTopic(Topic, Partitions));
        stream._producers = [.. Enumerable.Range(0, Partitions).Select(partition => Task.Run(() => stream.ProduceAsync(partition)))];
        stream._consumer = Task.Run(stream.ConsumeAsync);
        return stream;
    }

    /// <summary>Waits until every partition has had more records acknowledged and read than a moment ago.</summary>
    public async Task UntilGoneOnAsync()
    {
        var before = Progress();
        await Eventually.TrueAsync(
            () =>
            {
                Assert.Empty(_faults);
                return Progress().Zip(before).All(static pair => pair.First > pair.Second + (10 * RecordsAtOnce));
            },
            "progress of every partition");
    }

    /// <summary>Ends the producers. All that they sent is acknowledged, and was read once and in order.</summary>
    public async Task FinishAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_producers);
        Assert.Empty(_faults);
        await Eventually.TrueAsync(
            () => _acknowledged.Zip(Read()).All(static pair => pair.Second.Count >= pair.First.Count), "all records read");
        await _end.CancelAsync();
        await _consumer;
        Assert.Empty(_faults);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var read = _read[partition];
            Assert.Equal(
                Enumerable.Range(0, _acknowledged[partition].Count).Select(static number => (long)number),
                read.Select(static one => one.Number));
            Assert.Equal(_acknowledged[partition], read.Select(one => one.Offset));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _end.CancelAsync();
        await _producing.DisposeAsync();
        await _consuming.DisposeAsync();
        await Task.WhenAll([.. _producers, _consumer]);
        _stop.Dispose();
        _end.Dispose();
    }

    private static List<T>[] NewLists<T>() => [.. Enumerable.Range(0, Partitions).Select(static _ => new List<T>())];

    private int[] Progress()
    {
        lock (_gate)
        {
            return [.. _acknowledged.Zip(_read).Select(static pair => Math.Min(pair.First.Count, pair.Second.Count))];
        }
    }

    private IReadOnlyList<(long Offset, long Number)>[] Read()
    {
        lock (_gate)
        {
            return [.. _read.Select(static list => list.ToArray())];
        }
    }

    private async Task ProduceAsync(int partition)
    {
        var pending = Channel.CreateBounded<PendingDelivery>(UnacknowledgedMax);
        var settling = SettleAsync(partition, pending.Reader);
        try
        {
            for (var number = 0L; !_stop.IsCancellationRequested; number++)
            {
                if (number % RecordsAtOnce == 0)
                {
                    await Task.Delay(s_pause);
                }

                var value = new byte[ValueBytes];
                BinaryPrimitives.WriteInt64BigEndian(value, number);
                var record = new ProducerRecord(new TopicPartition(Topic, partition), null, value, ProducerRecord.Now);
                await pending.Writer.WriteAsync(await _producer.StartAsync(record));
            }
        }
        catch (Exception fault) when (fault is KafkaException or ObjectDisposedException)
        {
            Note(fault);
        }

        pending.Writer.Complete();
        await settling;
    }

    private async Task SettleAsync(int partition, ChannelReader<PendingDelivery> pending)
    {
        await foreach (var one in pending.ReadAllAsync())
        {
            try
            {
                var delivery = await one.DeliveredAsync();
                lock (_gate)
                {
                    _acknowledged[partition].Add(delivery.Offset);
                }
            }
            catch (Exception fault) when (fault is KafkaException or ObjectDisposedException)
            {
                Note(fault);
            }
        }
    }

    private async Task ConsumeAsync()
    {
        await using var consumer = _consuming.CreateConsumer();
        for (var partition = 0; partition < Partitions; partition++)
        {
            consumer.Assign(new TopicPartition(Topic, partition), StartPosition.Start);
        }

        try
        {
            await foreach (var fetched in consumer.StreamAsync(_end.Token))
            {
                Keep(fetched);
            }
        }
        catch (OperationCanceledException)
        {
            // Everything was read, or the test has failed.
        }
        catch (Exception fault) when (fault is KafkaException or ObjectDisposedException)
        {
            Note(fault);
        }
    }

    private void Keep(FetchedPartition fetched)
    {
        lock (_gate)
        {
            foreach (ref readonly var record in fetched.Records())
            {
                _read[fetched.Partition.Partition].Add((record.Offset, BinaryPrimitives.ReadInt64BigEndian(record.Value)));
            }
        }
    }

    private void Note(Exception fault) =>
        _faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():T} {fault}"));
}
