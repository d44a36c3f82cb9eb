using System.Buffers.Binary;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Wire;
using Garam.UnitTests.Broker.Support;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client.Fetching;

/// <summary>A consumer while its partitions go from broker to broker, and what it leaves behind there.</summary>
public sealed class ChangingLeadersTests
{
    private const int FinalEpoch = -1;

    private readonly List<(int Broker, FetchRequest Request)> _asked = [];
    private readonly VirtualTime _time = new();
    private readonly ScriptedCluster _cluster;
    private Func<int, FetchRequest, ValueTask<FetchResponse>> _answer = static (_, _) => Never();

    public ChangingLeadersTests() => _cluster = new ScriptedCluster(_time.Clock) { Fetch = FetchAsync };

    [Fact]
    public void A_leader_that_has_changed_is_followed_at_once() => Run(async consumer =>
    {
        _cluster.LeaderEpoch = 5;
        _answer = (broker, request) =>
        {
            if (broker == 0)
            {
                (_cluster.Leaders[0], _cluster.LeaderEpoch) = (1, 6);
                return ValueTask.FromResult(ScriptedCluster.Refusal(0, ErrorCode.FencedLeaderEpoch));
            }

            return EpochOf(request, 0) == 6 ? Records(0) : Never();
        };
        var started = _time.Clock.GetTimestamp();
        consumer.Assign(Partition(0), 0);

        Assert.Equal(Partition(0), (await NextAsync(consumer)).Partition);
        Assert.Equal([(0, 5), (1, 6)], _asked.Take(2).Select(static asked => (asked.Broker, EpochOf(asked.Request, 0))));
        Assert.True(_time.Clock.GetElapsedTime(started) < TimeSpan.FromMilliseconds(50));
    });

    [Fact]
    public void A_partition_that_is_refused_does_not_hold_up_its_neighbour() => Run(async consumer =>
    {
        _cluster.Leaders[1] = 0;
        _answer = (_, request) => ValueTask.FromResult(ScriptedCluster.Answer(
            [.. request.Topics.SelectMany(static topic => topic.Partitions).Select(static asked => asked.Partition == 0
                ? new FetchResponse.PartitionData { PartitionIndex = 0, ErrorCode = ErrorCode.KafkaStorageError }
                : new FetchResponse.PartitionData { PartitionIndex = 1, Records = new RecordSlices(BatchAt(asked.FetchOffset)) })]));
        var started = _time.Clock.GetTimestamp();
        consumer.Assign(Partition(0), 0);
        consumer.Assign(Partition(1), 0);
        for (var read = 0; read < 20; read++)
        {
            Assert.Equal(Partition(1), (await NextAsync(consumer)).Partition);
        }

        Assert.True(_time.Clock.GetElapsedTime(started) < TimeSpan.FromMilliseconds(50));
    });

    [Fact]
    public void What_was_asked_for_before_a_new_assignment_is_not_given_beside_it() => Run(async consumer =>
    {
        var first = new TaskCompletionSource<FetchResponse>();
        _answer = (_, request) => OffsetOf(request) != 0
            ? Never()
            : _asked.Count == 1 ? new ValueTask<FetchResponse>(first.Task) : Records(0);

        // Without a leader for the other partition metadata is asked for with pauses.
        _cluster.Leaders[1] = -1;
        consumer.Assign(Partition(0), 0);
        consumer.Assign(Partition(1), 0);
        Assert.Empty(await consumer.PollAsync(CancellationToken.None));
        consumer.Unassign(Partition(0));
        consumer.Assign(Partition(0), 0);
        first.SetResult(await Records(0));

        Assert.Equal(1, (await NextAsync(consumer)).NextOffset);
        Assert.Equal(1, consumer.PositionOf(Partition(0)));
        Assert.Empty(await consumer.PollAsync(CancellationToken.None));
    });

    [Fact]
    public void A_broker_that_leads_nothing_any_more_may_forget_the_session() => Run(async consumer =>
    {
        _answer = (broker, request) =>
        {
            if (request.SessionEpoch == FinalEpoch)
            {
                return ValueTask.FromResult(new FetchResponse());
            }

            (_cluster.Leaders[0], _cluster.LeaderEpoch) = (1, 1);
            return broker == 0
                ? InSession(ScriptedCluster.Refusal(0, ErrorCode.NotLeaderOrFollower), 70)
                : OffsetOf(request) == 0 ? Records(0) : Never();
        };
        consumer.Assign(Partition(0), 0);
        await NextAsync(consumer);
        await consumer.PollAsync(CancellationToken.None);

        Assert.Contains(
            (0, 70, FinalEpoch), _asked.Select(static asked => (asked.Broker, asked.Request.SessionId, asked.Request.SessionEpoch)));
    });

    [Fact]
    public void The_end_of_a_consumer_ends_its_sessions_beside_parked_fetches() => Run(async consumer =>
    {
        _answer = static (broker, request) => request.SessionEpoch switch
        {
            FinalEpoch => ValueTask.FromResult(new FetchResponse()),
            0 => InSession(ScriptedCluster.Answer(broker, Batches.Make(1)), 70 + broker),
            _ => Never(),
        };
        await ReadBothAsync(consumer);
        var started = _time.Clock.GetTimestamp();
        await consumer.DisposeAsync();

        Assert.Equal(
            [(0, 70), (1, 71)],
            _asked.Where(static asked => asked.Request.SessionEpoch == FinalEpoch)
                .Select(static asked => (asked.Broker, asked.Request.SessionId)).Order());
        Assert.True(_time.Clock.GetElapsedTime(started) < TimeSpan.FromMilliseconds(50));
    });

    [Fact]
    public void A_broker_that_is_silent_does_not_hold_up_the_end() => Run(async consumer =>
    {
        _answer = static (broker, request) => request.SessionEpoch == 0
            ? InSession(ScriptedCluster.Answer(broker, Batches.Make(1)), 70)
            : Never();
        await ReadBothAsync(consumer);
        var started = _time.Clock.GetTimestamp();
        await consumer.DisposeAsync();

        Assert.Equal(TimeSpan.FromSeconds(1), _time.Clock.GetElapsedTime(started));
    });

    private static TopicPartition Partition(int number) => new(ScriptedCluster.Topic, number);

    private static int EpochOf(FetchRequest request, int partition) =>
        request.Topics.SelectMany(static topic => topic.Partitions).Single(asked => asked.Partition == partition).CurrentLeaderEpoch;

    private static long OffsetOf(FetchRequest request) => request.Topics is [{ Partitions: [var first, ..] }, ..] ? first.FetchOffset : -1;

    private static byte[] BatchAt(long offset)
    {
        var batch = Batches.Make(1);
        BinaryPrimitives.WriteInt64BigEndian(batch, offset);
        return batch;
    }

    private static async ValueTask<FetchResponse> Never()
    {
        await new TaskCompletionSource().Task;
        return new FetchResponse();
    }

    private static ValueTask<FetchResponse> Records(int partition) =>
        ValueTask.FromResult(ScriptedCluster.Answer(partition, Batches.Make(1)));

    private static ValueTask<FetchResponse> InSession(FetchResponse response, int session)
    {
        response.SessionId = session;
        return ValueTask.FromResult(response);
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

    /// <summary>One record of each partition; then the next fetches are under way.</summary>
    private static async Task ReadBothAsync(PartitionConsumer consumer)
    {
        consumer.Assign(Partition(0), 0);
        consumer.Assign(Partition(1), 0);
        while (consumer.PositionOf(Partition(0)) != 1 || consumer.PositionOf(Partition(1)) != 1)
        {
            await consumer.PollAsync(CancellationToken.None);
        }

        Assert.Empty(await consumer.PollAsync(CancellationToken.None));
    }

    private ValueTask<FetchResponse> FetchAsync(int broker, FetchRequest request)
    {
        _asked.Add((broker, request));
        return _answer(broker, request);
    }

    private void Run(Func<PartitionConsumer, Task> test) => _time.Run(async () =>
    {
        await using var client = _cluster.Connect();
        using var consumer = new PartitionConsumer(client, new ConsumerOptions());
        await test(consumer);
    });
}
