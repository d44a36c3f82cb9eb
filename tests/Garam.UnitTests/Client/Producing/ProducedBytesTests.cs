using System.Text;
using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client.Producing;

/// <summary>A producer sends brokers the right bytes, and tells its callers the outcome.</summary>
public sealed class ProducedBytesTests
{
    private static readonly TopicPartition Partition = new(ScriptedBroker.Topic, 0);

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public void Keys_values_headers_and_timestamps_arrive_with_a_right_checksum(CompressionType compression) => Run(
        new ProducerOptions { Compression = compression, BatchBytesMax = 1 << 20 },
        async (broker, producer) =>
        {
            // The second record is longer than a chunk.
            string[] values = ["short", new string('x', 200_000), ""];
            foreach (var (i, value) in values.Index())
            {
                await producer.EnqueueAsync(RecordOf($"key {i}", value, 1_000 + i), CancellationToken.None);
            }

            await producer.FlushAsync(CancellationToken.None);

            Assert.Equal(ErrorCode.None, BatchValidator.Validate(broker.Batches[0], new BatchRules { TimestampMsMin = 0 }).Error);
            Assert.Equal(values.Select((value, i) => ($"key {i}", value, 1_000L + i, "h=v")), ReadAll(broker.Batches));
        });

    [Fact]
    public void A_batch_that_the_broker_finds_too_large_goes_in_parts_with_the_same_numbers() => Run(
        new ProducerOptions { BatchBytesMax = 100_000, Compression = CompressionType.Lz4 },
        async (broker, producer) =>
        {
            broker.JudgeBatch = static batch => new RecordBatchHeader(batch).RecordCount > 3 ? ErrorCode.MessageTooLarge : ErrorCode.None;
            List<PendingDelivery> pending = [];
            for (var i = 0; i < 10; i++)
            {
                pending.Add(await producer.StartAsync(RecordOf($"{i}", "value", i), CancellationToken.None));
            }

            List<long> offsets = [];
            foreach (var one in pending)
            {
                offsets.Add((await one.DeliveredAsync()).Offset);
            }

            Assert.Equal(Enumerable.Range(0, 10).Select(static i => (long)i), offsets);
            var stored = broker.Batches.Where(static batch => new RecordBatchHeader(batch).RecordCount <= 3).ToList();
            Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}"), ReadAll(stored).Select(static record => record.Key));
            Assert.All(broker.Epochs, static epoch => Assert.Equal(0, epoch));
        });

    [Fact]
    public void A_broker_that_lost_the_sequence_gets_the_batch_in_a_new_epoch() => Run(new ProducerOptions(), async (broker, producer) =>
    {
        broker.Judge = static batch => batch == 1 ? ErrorCode.UnknownProducerId : ErrorCode.None;
        await producer.ProduceAsync(RecordOf("a", "1", 0), CancellationToken.None);
        await producer.ProduceAsync(RecordOf("b", "2", 0), CancellationToken.None);

        Assert.Equal([(1, 0, 1), (1, 1, 1), (1, 0, 1)], broker.Arrived);
        Assert.Equal([0, 0, 1], broker.Epochs);
    });

    [Fact]
    public void A_failure_that_nobody_heard_of_is_thrown_by_the_flush() => Run(new ProducerOptions(), async (broker, producer) =>
    {
        broker.Judge = static _ => ErrorCode.InvalidRecord;
        await producer.EnqueueAsync(RecordOf("a", "1", 0), CancellationToken.None);

        var fault = await Assert.ThrowsAsync<KafkaException>(() => producer.FlushAsync(CancellationToken.None));
        Assert.Equal(ErrorCode.InvalidRecord, fault.Code);
        await producer.FlushAsync(CancellationToken.None);
    });

    [Fact]
    public void What_no_broker_acknowledges_in_time_is_given_up() => Run(
        new ProducerOptions { DeliveryTimeout = TimeSpan.FromSeconds(5) },
        async (broker, producer) =>
        {
            broker.Judge = static _ => null;

            var fault = await Assert.ThrowsAsync<KafkaException>(
                () => producer.ProduceAsync(RecordOf("a", "1", 0), CancellationToken.None));
            Assert.Equal(KafkaFault.DeliveryTimedOut, fault.Fault);
            Assert.InRange(broker.Arrived.Count, 2, 100);
        });

    [Fact]
    public void A_partition_that_nobody_has_is_given_up_with_a_reason() => Run(
        new ProducerOptions { DeliveryTimeout = TimeSpan.FromSeconds(5) },
        async (_, producer) =>
        {
            var record = RecordOf("a", "1", 0) with { Partition = new TopicPartition(ScriptedBroker.Topic, 7) };

            var fault = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync(record, CancellationToken.None));
            Assert.Equal(KafkaFault.DeliveryTimedOut, fault.Fault);
            Assert.Contains("has no leader", fault.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void A_record_that_no_request_can_carry_is_refused_at_once() =>
        Run(new ProducerOptions { RequestBytesMax = 1_000 }, async (broker, producer) =>
    {
        var fault = await Assert.ThrowsAsync<KafkaException>(
            () => producer.ProduceAsync(RecordOf("a", new string('x', 2_000), 0), CancellationToken.None));

        Assert.Equal(ErrorCode.MessageTooLarge, fault.Code);
        Assert.Empty(broker.Arrived);
    });

    [Fact]
    public void Without_acknowledgements_records_count_when_they_are_sent() => Run(
        new ProducerOptions { Acks = ProducerAcks.None, IsIdempotent = false },
        async (broker, producer) =>
        {
            var delivery = await producer.ProduceAsync(RecordOf("a", "1", 0), CancellationToken.None);

            Assert.Equal(-1, delivery.Offset);
            await broker.ArrivedAsync(1);
            Assert.Equal([(-1, -1, 1)], broker.Arrived);
        });

    [Fact]
    public void The_observer_gets_the_tags_in_order()
    {
        var observer = new Observer();
        Run(new ProducerOptions { Observer = observer }, async (_, producer) =>
        {
            for (var i = 0; i < 200; i++)
            {
                await producer.EnqueueAsync(RecordOf("k", "v", i) with { Tag = 1_000 + i }, CancellationToken.None);
            }

            await producer.CloseAsync(CancellationToken.None);
            await Assert.ThrowsAsync<ObjectDisposedException>(
                async () => await producer.EnqueueAsync(RecordOf("k", "v", 0), CancellationToken.None));
        });

        Assert.Equal(Enumerable.Range(1_000, 200).Select(static tag => (long)tag), observer.Tags);
    }

    private static ProducerRecord RecordOf(string key, string value, long timestampMs) =>
        new(Partition, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), timestampMs)
        {
            Headers = new[] { new RecordHeader("h", "v"u8.ToArray()) },
        };

    private static List<(string Key, string Value, long TimestampMs, string Header)> ReadAll(IEnumerable<byte[]> batches)
    {
        List<(string, string, long, string)> read = [];
        foreach (var bytes in batches)
        {
            using var batch = BatchReader.Open(bytes, int.MaxValue);
            var records = batch.ReadRecords();
            while (records.MoveNext())
            {
                ref readonly var record = ref records.Current;
                var headers = record.Headers;
                Assert.True(headers.MoveNext());
                var header = $"{Encoding.UTF8.GetString(headers.Key)}={Encoding.UTF8.GetString(headers.Value)}";
                read.Add((Encoding.UTF8.GetString(record.Key), Encoding.UTF8.GetString(record.Value), record.Timestamp, header));
            }
        }

        return read;
    }

    private static void Run(ProducerOptions options, Func<ScriptedBroker, Producer, Task> test)
    {
        var virtualTime = new VirtualTime();
        virtualTime.Run(async () =>
        {
            var broker = new ScriptedBroker(virtualTime.Clock);
            _ = broker.ServeAsync();
            await using var client = broker.Connect();
            await using var producer = new Producer(client, options);
            using var stopping = new CancellationTokenSource();
            var running = producer.RunAsync(stopping.Token);
            await test(broker, producer);
            stopping.Cancel();
            await running;
        });
    }

    private sealed class Observer : IDeliveryObserver
    {
        public List<long> Tags { get; } = [];

        public void OnCompleted(in BatchOutcome outcome)
        {
            Assert.Null(outcome.Fault);
            Tags.AddRange(outcome.Tags);
        }
    }
}
