using Garam.Client;
using Garam.Client.Errors;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.UnitTests.Client.Support;
using Garam.UnitTests.Support;

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
    public void A_producer_that_ends_fails_what_it_has_not_sent() => Run(
        async (_, producer) => await Assert.ThrowsAsync<ObjectDisposedException>(() => ProduceAsync(producer, 10)), stopsAtOnce: true);

    private static Task<Delivery> ProduceAsync(Producer producer, int bytes) =>
        producer.ProduceAsync(new ProducerRecord(Partition, null, new byte[bytes], 0), CancellationToken.None);

    private static async Task<List<long>> OffsetsOfAsync(List<Task<Delivery>> deliveries)
    {
        List<long> offsets = [];
        foreach (var delivery in deliveries)
        {
            offsets.Add((await delivery).Offset);
        }

        return offsets;
    }

    private static void Run(Func<ScriptedBroker, Producer, Task> test, bool stopsAtOnce = false)
    {
        var virtualTime = new VirtualTime();
        virtualTime.Run(async () =>
        {
            var broker = new ScriptedBroker(virtualTime.Clock);
            _ = broker.ServeAsync();
            await using var client = broker.Connect();
            using var producer = new Producer(client, new ProducerOptions { BatchBytesMax = 1_000, Linger = TimeSpan.Zero });
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
