using Garam.Broker.WritePath;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Transport.Buffers;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.WritePath;

/// <summary>The seal loop where memory is short, a name is taken, or clients send more batches than a commit may have.</summary>
public sealed class SealFaultTests
{
    [Fact]
    public void Time_outs_count_while_the_seal_waits_for_memory() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var everything = TakeAll(rig.Arena);

        var taken = rig.Park((topic, 0, Batches.Make(1)));
        await Task.Delay(TimeSpan.FromSeconds(1), rig.Time, TestContext.Current.CancellationToken);
        var parked = rig.Park((topic, 0, Batches.Make(1)));
        Assert.Equal(ProduceEnd.TimedOut, await taken.Pending!.Ended);
        Assert.Equal(ProduceEnd.TimedOut, await parked.Pending!.Ended);
        Assert.Empty(rig.Store.Creates);

        everything.ForEach(block => rig.Cache.ReturnFromWrite(block));
        Assert.Equal(2, (await rig.Park((topic, 0, Batches.Make(1))).SettledAsync())[0].BaseOffset);
    });

    [Fact]
    public void A_stop_does_not_wait_for_memory()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var rig = new WritePathRig(time.Clock, new SegmentOptions { SegmentBytesMax = 64 << 10 });
            var topic = rig.Leader.CreateTopic("logs", 1);
            var everything = TakeAll(rig.Arena);

            var parked = rig.Park((topic, 0, Batches.Make(1)));
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Time, TestContext.Current.CancellationToken);
            var stopped = rig.StopAsync();
            Assert.Equal(ProduceEnd.TimedOut, await parked.Pending!.Ended);
            await stopped;
            everything.ForEach(block => block.Dispose());
            await rig.DisposeAsync();
        });
    }

    [Fact]
    public void A_segment_has_no_more_batches_than_a_commit_may_have()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            await using var rig = new WritePathRig(time.Clock, new SegmentOptions { SegmentBatchesMax = 10 });
            var topic = rig.Leader.CreateTopic("logs", 1);
            var answers = await rig.Park([.. Enumerable.Repeat((topic, 0, Batches.Make(1)), 25)]).SettledAsync();

            Assert.Equal(Enumerable.Range(0, 25).Select(offset => (long)offset), answers.Select(answer => answer.BaseOffset));
            Assert.Equal([10, 10, 5], rig.Leader.Commits.Select(commit => commit.Batches.Length));
        });
    }

    [Fact]
    public void A_write_that_something_on_the_way_repeated_is_known_by_its_contents() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        rig.Store.Repeat(rig.SegmentKey(1));
        Assert.Equal((ErrorCode.None, 0L), Result(await rig.Park((topic, 0, Batches.Make(1, 70_000))).SettledAsync()));
    });

    [Fact]
    public void A_segment_whose_name_is_taken_by_something_else_is_not_committed() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await rig.Memory.CreateAsync(rig.SegmentKey(1), new byte[4096], TestContext.Current.CancellationToken);
        Assert.Equal(ErrorCode.NotLeaderOrFollower, Result(await rig.Park((topic, 0, Batches.Make(1))).SettledAsync()).Error);
        Assert.Equal((ErrorCode.None, 0L), Result(await rig.Park((topic, 0, Batches.Make(1))).SettledAsync()));
        Assert.Equal([true, false], rig.Leader.Commits.Select(commit => commit.IsEmpty));
    });

    private static List<ArenaBlock> TakeAll(BlockArena arena)
    {
        var blocks = new List<ArenaBlock>();
        while (arena.TryAllocate(4096) is { } block)
        {
            blocks.Add(block);
        }

        return blocks;
    }

    private static (ErrorCode Error, long BaseOffset) Result(IReadOnlyList<ProduceResponse.PartitionProduceResponse> answers) =>
        (answers[0].ErrorCode, answers[0].BaseOffset);

    private static void Run(Func<WritePathRig, ManualTimeProvider, Task> scenario)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            await using var rig = new WritePathRig(time.Clock, new SegmentOptions { SegmentBytesMax = 64 << 10 });
            await scenario(rig, time.Clock);
        });
    }
}
