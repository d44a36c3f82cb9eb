using Garam.Broker.ReadPath;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;
using Garam.Storage.Memory;
using Garam.Storage;
using Garam.Storage.Faults;
using Garam.UnitTests.Broker.Support;
using Garam.UnitTests.Storage.Faults;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Broker.ReadPath;

public sealed class FetchTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_produced_is_fetched_with_its_offsets(bool readsCold) => Run(readsCold, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(i / 2 * 3, (await rig.ProduceAsync(topic, i % 2, Batches.Make(3))).BaseOffset);
        }

        var answer = await rig.FetchAsync(topic, 1, 0);
        Assert.Equal([(0L, 3), (3, 3), (6, 3), (9, 3), (12, 3)], Requests.BatchesOf(answer.Records));
        Assert.Equal((15L, 15L, 0L), (answer.HighWatermark, answer.LastStableOffset, answer.LogStartOffset));
    });

    [Fact]
    public void A_fetch_from_inside_an_extent_begins_with_the_batch_that_holds_the_offset() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rig.ProduceAsync(topic, 0, Batches.Make(4))));

        Assert.Equal([(16L, 4), (20, 4), (24, 4), (28, 4)], Requests.BatchesOf((await rig.FetchAsync(topic, 0, 18)).Records));
    });

    [Fact]
    public void The_first_batch_is_returned_even_if_it_is_too_big_and_only_the_first() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => rig.ProduceAsync(topic, i % 2, Batches.Make(1, 1_000))));
        var response = await rig.FetchAsync(Requests.Fetch((topic, 0, 0, 10), (topic, 1, 0, 10)));

        var partitions = response!.Responses.SelectMany(found => found.Partitions).ToList();
        Assert.Single(Requests.BatchesOf(partitions[0].Records));
        Assert.Equal(0, partitions[1].Records.Length);
        Assert.Equal(3, partitions[1].HighWatermark);
    });

    [Fact]
    public void The_limit_of_the_request_is_shared_by_its_partitions_in_their_order() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 3);
        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => rig.ProduceAsync(topic, i % 3, Batches.Make(1, 1_000))));
        var request = Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, 0, 1 << 20), (topic, 2, 0, 1 << 20));
        request.MaxBytes = 4_500;
        var response = await rig.FetchAsync(request);

        Assert.Equal([3, 1, 0], response!.Responses.SelectMany(found => found.Partitions).Select(p => Requests.BatchesOf(p.Records).Count));
    });

    [Fact]
    public void A_batch_that_does_not_fit_is_not_jumped_over_by_a_smaller_one_behind_it() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);

        // The first partition gets a batch that is larger than its share, and the second one less than was planned for it.
        await rig.ProduceAsync(topic, 0, Batches.Make(1, 2_000));
        await Task.WhenAll(rig.ProduceAsync(topic, 1, Batches.Make(1, 500)), rig.ProduceAsync(topic, 1, Batches.Make(1, 500)));
        await rig.ProduceAsync(topic, 1, Batches.Make(1, 1));
        var request = Requests.Fetch((topic, 0, 0, 100), (topic, 1, 0, 1 << 20));
        request.MaxBytes = 3_000;
        var response = await rig.FetchAsync(request);

        var partitions = response!.Responses.SelectMany(found => found.Partitions).ToList();
        Assert.Equal([(0L, 1)], Requests.BatchesOf(partitions[0].Records));
        Assert.Equal([(0L, 1)], Requests.BatchesOf(partitions[1].Records));
    });

    [Fact]
    public void A_response_takes_a_quarter_of_the_budget_that_is_left_and_never_less_than_one_batch()
    {
        var options = new FetchOptions { UnsentBytesMax = 16_000, CrowdedResponseBytesMax = 10 };
        var time = new VirtualTime();
        time.Run(async () =>
        {
            await using var rig = new BrokerRig(time.Clock, options);
            var topic = rig.Leader.CreateTopic("logs", 1);
            await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => rig.ProduceAsync(topic, 0, Batches.Make(1, 1_000))));

            Assert.Equal(3, Requests.BatchesOf((await rig.FetchAsync(topic, 0, 0)).Records).Count);
        });
    }

    [Fact]
    public void A_long_poll_is_woken_by_the_commit() => Run(false, async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var fetch = rig.FetchAsync(Requests.LongPoll(topic, TimeSpan.FromMinutes(1)));
        Assert.Equal(1, rig.Waiters.Count);
        var started = clock.GetTimestamp();
        await rig.ProduceAsync(topic, 0, Batches.Make(2));

        Assert.Equal([(0L, 2)], Requests.BatchesOf((await fetch)!.Responses[0].Partitions[0].Records));
        Assert.True(clock.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void A_long_poll_ends_with_its_time_and_not_with_what_other_partitions_get() => Run(false, async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        var started = clock.GetTimestamp();
        var fetch = rig.FetchAsync(Requests.LongPoll(topic, TimeSpan.FromMilliseconds(500)));
        await rig.ProduceAsync(topic, 1, Batches.Make(2));

        Assert.Equal(0, (await fetch)!.Responses[0].Partitions[0].Records.Length);
        Assert.Equal(TimeSpan.FromMilliseconds(500), clock.GetElapsedTime(started));
    });

    [Fact]
    public void A_long_poll_waits_for_as_many_bytes_as_were_asked_for() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var request = Requests.LongPoll(topic, TimeSpan.FromMinutes(1));
        request.MinBytes = 2_500;
        var fetch = rig.FetchAsync(request);
        for (var i = 0; i < 3; i++)
        {
            Assert.False(fetch.IsCompleted);
            await rig.ProduceAsync(topic, 0, Batches.Make(1, 1_000));
        }

        Assert.Equal(3, Requests.BatchesOf((await fetch)!.Responses[0].Partitions[0].Records).Count);
    });

    [Fact]
    public void Released_long_polls_are_answered_at_once() => Run(false, async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var started = clock.GetTimestamp();
        var fetch = rig.FetchAsync(Requests.LongPoll(topic, TimeSpan.FromMinutes(1)));
        rig.Waiters.Release();
        await fetch;
        await rig.FetchAsync(Requests.LongPoll(topic, TimeSpan.FromMinutes(1)));

        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });

    [Fact]
    public void An_offset_outside_the_log_is_out_of_range_only_if_the_leader_says_so() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await rig.FetchAsync(topic, 0, 7)).ErrorCode);
        rig.Leader.IsReachable = false;
        Assert.Equal(ErrorCode.NotLeaderOrFollower, (await rig.FetchAsync(topic, 0, 7)).ErrorCode);
    });

    [Fact]
    public void Unknown_topics_and_partitions_have_errors_of_their_own() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        Assert.Equal(ErrorCode.UnknownTopicId, (await rig.FetchAsync(new Uuid(9, 9), 0, 0)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await rig.FetchAsync(topic, 1, 0)).ErrorCode);
    });

    [Fact]
    public void A_changed_byte_in_a_stored_segment_is_never_served()
    {
        var damaged = new MemoryObjectStore();
        Run(true, async (rig, _) =>
        {
            var topic = rig.Leader.CreateTopic("logs", 2);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => rig.ProduceAsync(topic, i % 2, Batches.Make(2))));
            await CopyAsync(rig, damaged, static bytes => bytes[Garam.Broker.Segments.SegmentFormat.HeaderLength + 70] ^= 1);

            var first = await rig.FetchAsync(topic, 0, 0);
            Assert.Equal((ErrorCode.KafkaStorageError, 0), (first.ErrorCode, first.Records.Length));
            Assert.Equal([(0L, 2), (2, 2)], Requests.BatchesOf((await rig.FetchAsync(topic, 1, 0)).Records));
        }, damaged);
    }

    [Fact]
    public void A_segment_that_was_damaged_on_its_way_is_read_again()
    {
        var stored = new MemoryObjectStore();
        var flips = new FaultyObjectStore(stored, new ScriptedFaultPlan(StoreFault.CorruptRead), new Always(Garam.Broker.Segments.SegmentFormat.HeaderLength + 70));
        Run(true, async (rig, _) =>
        {
            var topic = rig.Leader.CreateTopic("logs", 1);
            await rig.ProduceAsync(topic, 0, Batches.Make(2));
            await CopyAsync(rig, stored, static _ => { });

            Assert.Equal(ErrorCode.KafkaStorageError, (await rig.FetchAsync(topic, 0, 0)).ErrorCode);
            Assert.Equal([(0L, 2)], Requests.BatchesOf((await rig.FetchAsync(topic, 0, 0)).Records));
        }, flips);
    }

    [Fact]
    public void A_torn_or_missing_segment_is_an_error_of_its_partitions()
    {
        var store = new MemoryObjectStore();
        Run(true, async (rig, _) =>
        {
            var topic = rig.Leader.CreateTopic("logs", 1);
            await rig.ProduceAsync(topic, 0, Batches.Make(2));
            Assert.Equal(ErrorCode.KafkaStorageError, (await rig.FetchAsync(topic, 0, 0)).ErrorCode);
            await store.CreateAsync(rig.Write.Store.Creates[0], new byte[100], TestContext.Current.CancellationToken);
            Assert.Equal(ErrorCode.KafkaStorageError, (await rig.FetchAsync(topic, 0, 0)).ErrorCode);
        }, store);
    }

    [Fact]
    public void A_session_is_told_only_what_is_new() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        var open = Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, 0, 1 << 20));
        open.SessionEpoch = 0;
        var opened = await rig.FetchAsync(open);
        Assert.NotEqual(0, opened!.SessionId);
        Assert.Equal(2, opened.Responses.Sum(found => found.Partitions.Length));

        Assert.Empty((await rig.FetchAsync(Next(1)))!.Responses);
        await rig.ProduceAsync(topic, 1, Batches.Make(1));
        var news = await rig.FetchAsync(Next(2));
        Assert.Equal(1, Assert.Single(Assert.Single(news!.Responses).Partitions).PartitionIndex);

        Assert.Equal(ErrorCode.InvalidFetchSessionEpoch, (await rig.FetchAsync(Next(2)))!.ErrorCode);
        var stranger = Next(3);
        stranger.SessionId++;
        Assert.Equal(ErrorCode.FetchSessionIdNotFound, (await rig.FetchAsync(stranger))!.ErrorCode);

        FetchRequest Next(int epoch) => new() { SessionId = opened.SessionId, SessionEpoch = epoch, MinBytes = 1 };
    });

    [Fact]
    public void A_session_forgets_partitions_and_ends_when_told() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        await rig.ProduceAsync(topic, 0, Batches.Make(1));
        var open = Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, 0, 1 << 20));
        open.SessionEpoch = 0;
        var id = (await rig.FetchAsync(open))!.SessionId;
        var forget = new FetchRequest { SessionId = id, SessionEpoch = 1, ForgottenTopicsData = [new() { TopicId = topic, Partitions = [0] }] };
        Assert.Empty((await rig.FetchAsync(forget))!.Responses);
        await rig.FetchAsync(new FetchRequest { SessionId = id, SessionEpoch = -1 });

        Assert.Equal(0, rig.Sessions.Count);
    });

    [Fact]
    public void Produce_refuses_what_it_cannot_take() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1, ("max.message.bytes", "500"));
        Assert.Equal(ErrorCode.MessageTooLarge, (await rig.ProduceAsync(topic, 0, Batches.Make(1, 600))).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await rig.ProduceAsync(topic, 1, Batches.Make(1))).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicId, (await rig.ProduceAsync(new Uuid(9, 9), 0, Batches.Make(1))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRecord, (await rig.ProduceAsync(topic, 0, [])).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequiredAcks, await ProduceAsync(rig, topic, acks: 2, null));
        Assert.Equal(ErrorCode.TransactionalIdAuthorizationFailed, await ProduceAsync(rig, topic, acks: -1, "tx"));
        Assert.Empty(rig.Write.Store.Creates);
    });

    [Fact]
    public void Acks_0_gets_no_answer_and_is_stored() => Run(false, async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        Assert.Null(await ProduceAsync(rig, topic, acks: 0, null));
        Assert.Equal([(0L, 1)], Requests.BatchesOf((await rig.FetchAsync(topic, 0, 0)).Records));
    });

    private static async Task<ErrorCode?> ProduceAsync(BrokerRig rig, Uuid topic, short acks, string? transactionalId)
    {
        var request = new ProduceRequest
        {
            Acks = acks,
            TransactionalId = transactionalId,
            TimeoutMs = 30_000,
            TopicData = [new() { TopicId = topic, PartitionData = [new() { Records = new RecordSlices(Batches.Make(1)) }] }],
        };
        return (await rig.CallAsync<ProduceResponse>(rig.ProduceHandler, request, 13))?.Responses[0].PartitionResponses[0].ErrorCode;
    }

    private static async Task CopyAsync(BrokerRig rig, MemoryObjectStore copy, Action<byte[]> change)
    {
        foreach (var key in rig.Write.Store.Creates)
        {
            var stat = await rig.Write.Memory.StatAsync(key, TestContext.Current.CancellationToken);
            var bytes = new byte[stat!.Value.Size];
            await rig.Write.Memory.ReadAsync(key, 0, bytes, TestContext.Current.CancellationToken);
            change(bytes);
            await copy.CreateAsync(key, bytes, TestContext.Current.CancellationToken);
        }
    }

    private static void Run(bool readsCold, Func<BrokerRig, ManualTimeProvider, Task> scenario, IObjectStore? coldStore = null)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            await using var rig = new BrokerRig(time.Clock, readsCold: readsCold, coldStore: coldStore);
            await scenario(rig, time.Clock);
        });
    }

    /// <summary>Where the wrong bit is.</summary>
    private sealed class Always(int value) : Random
    {
        public override int Next(int maxValue) => Math.Min(value, maxValue - 1);
    }
}
