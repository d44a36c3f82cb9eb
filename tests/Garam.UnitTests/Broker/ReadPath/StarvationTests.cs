using Garam.Broker.ReadPath.Planning;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Storage.Memory;
using Garam.UnitTests.Broker.Support;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>
/// One partition that cannot be read, or never moves, and another one that is some 60 MiB of log further: less than what is served on its
/// own.
/// </summary>
public sealed class StarvationTests
{
    private const int BatchBytes = 60_000;
    private const int Batches = 5;

    [Theory]
    [InlineData(Damage.Lost)]
    [InlineData(Damage.Torn)]
    [InlineData(Damage.Changed)]
    public void A_segment_that_cannot_be_read_does_not_hold_up_the_partitions_after_it(Damage damage)
    {
        var store = new MemoryObjectStore();
        BrokerRig.Run(
            async (rig, _) =>
            {
                var topic = await FillAsync(rig);
                await CopyAsync(rig, store, damage);
                var answers = await AnswersAsync(rig, FetchBoth(topic, 0));

                Assert.Equal(ErrorCode.KafkaStorageError, answers[0].ErrorCode);
                Assert.Equal(Batches, Requests.BatchesOf(answers[1].Records).Count);
            },
            readsCold: true,
            store);
    }

    [Fact]
    public void Segments_that_are_lost_at_several_places_hold_up_nobody()
    {
        var store = new MemoryObjectStore();
        BrokerRig.Run(
            async (rig, _) =>
            {
                var topic = rig.Leader.CreateTopic("logs", 3);
                await rig.ProduceAsync(topic, 0, Support.Batches.Make(1, BatchBytes));
                GoOn(rig);
                await rig.ProduceAsync(topic, 1, Support.Batches.Make(1, BatchBytes));
                GoOn(rig);
                await ProduceAsync(rig, topic, 2);
                foreach (var key in rig.Write.Store.Creates.Skip(2))
                {
                    await CopyAsync(rig, store, key, static bytes => bytes);
                }

                var answers = await AnswersAsync(
                    rig, Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, 0, 1 << 20), (topic, 2, 0, 1 << 20)));

                Assert.Equal(
                    [ErrorCode.KafkaStorageError, ErrorCode.KafkaStorageError, ErrorCode.None],
                    answers.Select(static answer => answer.ErrorCode));
                Assert.Equal(Batches, Requests.BatchesOf(answers[2].Records).Count);
            },
            readsCold: true,
            store);
    }

    [Fact]
    public void A_client_that_never_moves_on_in_one_partition_reads_the_others() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = await FillAsync(rig);
        var offset = 0L;
        for (var fetches = 0; offset < Batches; fetches++)
        {
            Assert.True(fetches < Batches, "The partition ahead makes no progress.");
            var answers = await AnswersAsync(rig, FetchBoth(topic, offset));
            Assert.Single(Requests.BatchesOf(answers[0].Records));
            offset += Requests.BatchesOf(answers[1].Records).Count;
        }
    });

    [Fact]
    public void A_client_that_never_moves_on_takes_small_responses_in_turn_with_itself() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 3);
        for (var partition = 0; partition < 3; partition++)
        {
            await rig.ProduceAsync(topic, partition, Support.Batches.Make(1, 400));
        }

        var open = Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, 0, 1 << 20), (topic, 2, 0, 1 << 20));
        (open.SessionEpoch, open.MaxBytes) = (0, 300);
        var response = await rig.FetchAsync(open);
        List<int> served = [];
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            served.AddRange(response!.Responses.SelectMany(static found => found.Partitions).Where(static p => p.Records.Length > 0).Select(
                static p => p.PartitionIndex));
            response = await rig.FetchAsync(
                new FetchRequest { SessionId = response.SessionId, SessionEpoch = epoch, MinBytes = 1, MaxBytes = 300 });
        }

        Assert.Equal([0, 1, 2, 0], served);
    });

    [Fact]
    public void A_read_that_does_not_end_holds_up_its_own_partition_alone()
    {
        var memory = new MemoryObjectStore();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string? stuckKey = null;
        var store = new HeldReadStore(memory, key => key == stuckKey ? release.Task : null);
        BrokerRig.Run(
            async (rig, clock) =>
            {
                var topic = rig.Leader.CreateTopic("logs", 2);
                await rig.ProduceAsync(topic, 0, Support.Batches.Make(1));
                await rig.ProduceAsync(topic, 1, Support.Batches.Make(2));
                await CopyAsync(rig, memory, Damage.None);
                stuckKey = rig.Write.Store.Creates[0];
                var started = clock.GetTimestamp();
                var answers = await AnswersAsync(rig, FetchBoth(topic, 0));

                Assert.Equal(new FetchOptions().ReadWaitMax, clock.GetElapsedTime(started));
                Assert.Equal((ErrorCode.None, 0), (answers[0].ErrorCode, answers[0].Records.Length));
                Assert.Equal([(0L, 2)], Requests.BatchesOf(answers[1].Records));

                var fetch = AnswersAsync(rig, FetchBoth(topic, 0));
                release.SetResult();
                Assert.Equal([(0L, 1)], Requests.BatchesOf((await fetch)[0].Records));
            },
            readsCold: true,
            store);
    }

    [Fact]
    public void A_partition_for_which_the_client_allows_nothing_holds_up_nobody() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = await FillAsync(rig);
        var answers = await AnswersAsync(rig, Requests.Fetch((topic, 1, 0, 1 << 20), (topic, 0, 0, 0)));

        Assert.Equal(Batches, Requests.BatchesOf(answers[0].Records).Count);
        Assert.Equal(0, answers[1].Records.Length);
    });

    private static async Task<List<FetchResponse.PartitionData>> AnswersAsync(BrokerRig rig, FetchRequest request) =>
        [.. (await rig.FetchAsync(request))!.Responses.SelectMany(static topic => topic.Partitions)];

    private static async Task<Uuid> FillAsync(BrokerRig rig)
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        await rig.ProduceAsync(topic, 0, Support.Batches.Make(1, BatchBytes));
        GoOn(rig);
        await ProduceAsync(rig, topic, 1);
        return topic;
    }

    private static async Task ProduceAsync(BrokerRig rig, Uuid topic, int partition)
    {
        for (var i = 0; i < Batches; i++)
        {
            await rig.ProduceAsync(topic, partition, Support.Batches.Make(1, BatchBytes));
        }
    }

    /// <summary>A thousand journal entries stand for as many segments.</summary>
    private static void GoOn(BrokerRig rig)
    {
        for (var i = 0; i < 1_000; i++)
        {
            rig.Leader.Apply(new RaiseBirthWatermark());
        }
    }

    private static FetchRequest FetchBoth(Uuid topic, long offset) => Requests.Fetch((topic, 0, 0, 1 << 20), (topic, 1, offset, 1 << 20));

    private static async Task CopyAsync(BrokerRig rig, MemoryObjectStore copy, Damage damage)
    {
        var first = rig.Write.Store.Creates[0];
        foreach (var key in rig.Write.Store.Creates)
        {
            if (key != first || damage != Damage.Lost)
            {
                await CopyAsync(rig, copy, key, bytes => key == first && damage != Damage.None ? Spoil(bytes, damage) : bytes);
            }
        }
    }

    private static async Task CopyAsync(BrokerRig rig, MemoryObjectStore copy, string key, Func<byte[], byte[]> change)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var bytes = new byte[(await rig.Write.Memory.StatAsync(key, cancellation))!.Value.Size];
        await rig.Write.Memory.ReadAsync(key, 0, bytes, cancellation);
        await copy.CreateAsync(key, change(bytes), cancellation);
    }

    private static byte[] Spoil(byte[] segment, Damage damage)
    {
        segment[1_000] ^= 1;
        return damage == Damage.Torn ? segment[..4096] : segment;
    }

    public enum Damage
    {
        None,
        Lost,
        Torn,
        Changed,
    }
}
