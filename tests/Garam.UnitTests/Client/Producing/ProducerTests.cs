using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client.Producing;

public sealed class ProducerTests
{
    private static readonly TopicPartition Partition = new(ScriptedBroker.Topic, 0);

    [Fact]
    public void Records_of_one_moment_travel_in_one_batch() => Run(async (broker, producer) =>
    {
        var deliveries = Enumerable.Range(0, 3).Select(_ => ProduceAsync(producer, 10)).ToList();

        Assert.Equal([0, 1, 2], await OffsetsOfAsync(deliveries));
        Assert.Equal([(1, 0, 3)], broker.Arrived);
    });

    [Fact]
    public void A_refusal_that_may_pass_is_repeated_with_everything_behind_it_unchanged() => Run(async (broker, producer) =>
    {
        broker.Judge = static batch => batch switch
        {
            1 => ErrorCode.NotLeaderOrFollower,
            2 => ErrorCode.OutOfOrderSequenceNumber,
            _ => ErrorCode.None,
        };
        await ProduceAsync(producer, 900);
        var deliveries = Enumerable.Range(0, 2).Select(_ => ProduceAsync(producer, 900)).ToList();

        Assert.Equal([1, 2], await OffsetsOfAsync(deliveries));
        Assert.Equal([(1, 0, 1), (1, 1, 1), (1, 2, 1), (1, 1, 1), (1, 2, 1)], broker.Arrived);
    });

    [Fact]
    public void The_first_batch_of_a_sequence_goes_alone() => Run(async (broker, producer) =>
    {
        broker.Judge = static batch => batch == 0 ? ErrorCode.NotLeaderOrFollower : ErrorCode.None;
        var deliveries = Enumerable.Range(0, 3).Select(_ => ProduceAsync(producer, 900)).ToList();

        Assert.Equal([0, 1, 2], await OffsetsOfAsync(deliveries));
        Assert.Equal([(1, 0, 1), (1, 0, 1), (1, 1, 1), (1, 2, 1)], broker.Arrived);
    });

    [Fact]
    public void A_request_takes_along_what_waits_for_more_records() => Run(
        async (broker, producer) =>
        {
            var waiting = ProduceAsync(producer, 10, partition: 1);
            await ProduceAsync(producer, 10, partition: 2);
            List<Task<Delivery>> deliveries =
            [
                waiting, ProduceAsync(producer, 10, partition: 1),
                ProduceAsync(producer, 900, partition: 0), ProduceAsync(producer, 900, partition: 0),
            ];
            _ = await OffsetsOfAsync(deliveries);

            // What lingers together leaves together; then the batch that is full takes the one along that is not.
            Assert.Equal([2, 2, 1], broker.Requests);
            Assert.Equal(5, broker.Arrived.Sum(static batch => batch.Records));
        },
        partitions: 3,
        linger: TimeSpan.FromSeconds(10));

    [Fact]
    public void A_topic_that_was_made_anew_gets_its_first_batch_alone() => Run(async (broker, producer) =>
    {
        broker.Judge = batch =>
        {
            broker.TopicId = batch < 1 ? broker.TopicId : new Uuid(2, 2);
            return batch switch
            {
                1 or 2 or 3 => ErrorCode.UnknownTopicId,
                4 => ErrorCode.NotLeaderOrFollower,
                _ => ErrorCode.None,
            };
        };
        await ProduceAsync(producer, 900);
        var deliveries = Enumerable.Range(0, 3).Select(_ => ProduceAsync(producer, 900)).ToList();

        Assert.Equal([1, 2, 3], await OffsetsOfAsync(deliveries));
        Assert.Equal([0, 1, 2, 3, 1, 1, 2, 3], broker.Arrived.Select(static batch => batch.BaseSequence));
    });

    [Fact]
    public void A_broken_connection_keeps_identity_and_sequence() => Run(async (broker, producer) =>
    {
        broker.Judge = static batch => batch == 1 ? null : ErrorCode.None;
        var first = await ProduceAsync(producer, 900);
        var second = await ProduceAsync(producer, 900);

        Assert.Equal((0, 1), (first.Offset, second.Offset));
        Assert.Equal([(1, 0, 1), (1, 1, 1), (1, 1, 1)], broker.Arrived);
    });

    [Fact]
    public void A_repeated_batch_that_was_stored_already_counts_as_delivered() => Run(async (broker, producer) =>
    {
        broker.Judge = static _ => ErrorCode.DuplicateSequenceNumber;

        Assert.Equal(0, (await ProduceAsync(producer, 10)).Offset);
    });

    [Fact]
    public void What_follows_a_batch_that_is_refused_for_good_begins_a_new_sequence_in_a_new_epoch() => Run(async (broker, producer) =>
    {
        broker.Judge = static batch => batch == 0 ? ErrorCode.InvalidTimestamp : ErrorCode.None;
        var refused = await Assert.ThrowsAsync<KafkaException>(() => ProduceAsync(producer, 10));
        await ProduceAsync(producer, 10);

        Assert.Equal(ErrorCode.InvalidTimestamp, refused.Code);
        Assert.Equal([(1, 0, 1), (1, 0, 1)], broker.Arrived);
        Assert.Equal([0, 1], broker.Epochs);
    });

    [Fact]
    public void Each_acknowledgement_gives_what_waits_behind_it_the_whole_time_again() => Run(
        async (broker, producer) =>
        {
            // Each batch needs two tries of almost half the time limit, and the last one is older than the limit long before its turn.
            broker.Judge = static batch => batch % 2 == 0 ? ErrorCode.NotEnoughReplicas : ErrorCode.None;
            var deliveries = Enumerable.Range(0, 40).Select(_ => ProduceAsync(producer, 900)).ToList();

            Assert.Equal(Enumerable.Range(0, 40).Select(static offset => (long)offset), await OffsetsOfAsync(deliveries));
        },
        deliveryTimeout: TimeSpan.FromMilliseconds(300),
        inFlightMax: 1);

    [Fact]
    public void A_batch_that_nobody_acknowledges_fails_when_the_time_is_over() => Run(
        async (broker, producer) =>
        {
            broker.Judge = static batch => batch == 0 ? ErrorCode.None : ErrorCode.NotEnoughReplicas;
            await ProduceAsync(producer, 900);

            Assert.Equal(KafkaFault.DeliveryTimedOut, (await Assert.ThrowsAsync<KafkaException>(() => ProduceAsync(producer, 900))).Fault);
        },
        deliveryTimeout: TimeSpan.FromMilliseconds(300));

    [Fact]
    public void A_producer_that_ends_fails_what_it_has_not_sent() => Run(
        async (_, producer) => await Assert.ThrowsAsync<ObjectDisposedException>(() => ProduceAsync(producer, 10)), stopsAtOnce: true);

    private static Task<Delivery> ProduceAsync(Producer producer, int bytes, int partition = 0) =>
        producer.ProduceAsync(
            new ProducerRecord(Partition with { Partition = partition }, null, new byte[bytes], 0), CancellationToken.None);

    private static async Task<List<long>> OffsetsOfAsync(List<Task<Delivery>> deliveries)
    {
        List<long> offsets = [];
        foreach (var delivery in deliveries)
        {
            offsets.Add((await delivery).Offset);
        }

        return offsets;
    }

    private static void Run(
        Func<ScriptedBroker, Producer, Task> test, bool stopsAtOnce = false, int partitions = 1,
        TimeSpan linger = default, TimeSpan? deliveryTimeout = null, int inFlightMax = 5)
    {
        var virtualTime = new VirtualTime();
        virtualTime.Run(async () =>
        {
            var broker = new ScriptedBroker(virtualTime.Clock) { Partitions = partitions };
            _ = broker.ServeAsync();
            await using var client = broker.Connect();
            await using var producer = new Producer(client, new ProducerOptions
            {
                BatchBytesMax = 1_000,
                Linger = linger,
                BatchesInFlightMax = inFlightMax,
                DeliveryTimeout = deliveryTimeout ?? TimeSpan.FromMinutes(2),
                RenewsDeliveryTimeout = deliveryTimeout is not null,
            });
            using var stopping = new CancellationTokenSource();
            var running = producer.RunAsync(stopping.Token);
            if (stopsAtOnce)
            {
                stopping.Cancel();
                await running;
            }

            await test(broker, producer);
            stopping.Cancel();
            await running;
        });
    }
}
