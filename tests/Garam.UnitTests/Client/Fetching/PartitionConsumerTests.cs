using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.UnitTests.Broker.Support;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client.Fetching;

public sealed class PartitionConsumerTests
{
    private readonly List<(int Broker, int Epoch)> _asked = [];

    [Fact]
    public void A_broker_that_does_not_answer_holds_nobody_else_up() => Run(
        static (broker, _) => broker == 0 ? Never() : Records(broker, 3),
        async (consumer, _) =>
        {
            var fetched = await NextAsync(consumer);

            Assert.Equal(1, fetched.Partition.Partition);
            Assert.Equal(3, fetched.ReadRecords().Count);
        });

    [Fact]
    public void While_an_answer_is_read_the_next_fetch_is_under_way() => Run(
        (broker, request) => broker == 0 && request.SessionEpoch == 0
            && _asked.Count(static asked => asked.Broker == 0) == 1 ? Records(broker, 3) : Never(),
        async (consumer, clock) =>
        {
            var fetched = await NextAsync(consumer);
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock);

            Assert.Equal(0, fetched.Partition.Partition);
            Assert.Equal(2, _asked.Count(static asked => asked.Broker == 0));
            Assert.Equal(3, consumer.PositionOf(fetched.Partition));
        });

    [Fact]
    public void A_checksum_that_stays_wrong_is_told() => Run(
        static (broker, _) => broker == 0 ? Damaged(broker) : Never(),
        static async (consumer, _) =>
        {
            var refusal = await Assert.ThrowsAsync<KafkaException>(async () => await NextAsync(consumer));

            Assert.Equal(ErrorCode.CorruptMessage, refusal.Code);
        });

    [Fact]
    public void A_wait_ends_when_it_is_cancelled() => Run(
        static (_, _) => Never(),
        static async (consumer, _) =>
        {
            using var cancelled = new CancellationTokenSource();
            var polling = consumer.PollAsync(cancelled.Token);
            cancelled.Cancel();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await polling);
        });

    private void Run(Func<int, FetchRequest, ValueTask<FetchResponse>> fetch, Func<PartitionConsumer, TimeProvider, Task> test)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var cluster = new ScriptedCluster(time.Clock)
            {
                Fetch = (broker, request) =>
                {
                    _asked.Add((broker, request.SessionEpoch));
                    return fetch(broker, request);
                },
            };
            await using var client = cluster.Connect();
            using var consumer = new PartitionConsumer(client, new ConsumerOptions());
            for (var partition = 0; partition < ScriptedCluster.Brokers; partition++)
            {
                consumer.Assign(new TopicPartition(ScriptedCluster.Topic, partition), 0);
            }

            await test(consumer, time.Clock);
        });
    }

    private static async ValueTask<FetchResponse> Never()
    {
        await new TaskCompletionSource().Task;
        return new FetchResponse();
    }

    private static ValueTask<FetchResponse> Records(int partition, int count) =>
        ValueTask.FromResult(ScriptedCluster.Answer(partition, Batches.Make(count)));

    private static ValueTask<FetchResponse> Damaged(int partition)
    {
        var batch = Batches.Make(1);
        batch[^1] ^= 1;
        return ValueTask.FromResult(ScriptedCluster.Answer(partition, batch));
    }

    private static async Task<FetchedPartition> NextAsync(PartitionConsumer consumer)
    {
        while (true)
        {
            foreach (var fetched in await consumer.PollAsync(CancellationToken.None))
            {
                return fetched;
            }
        }
    }
}
