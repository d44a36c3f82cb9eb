using Garam.Controller.Leadership;
using Garam.Journal.Backends;
using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Controller.Leadership;

/// <summary>Two processes that both believe to own one store: the worst that leases are there to avoid. Only numbers decide.</summary>
public sealed class DuelTests
{
    private static readonly LeaderOptions s_rash = new() { StoreIsExclusive = true, RetryDelay = TimeSpan.FromMilliseconds(50) };

    private static readonly StoreLatency s_latency =
        new() { Least = TimeSpan.FromMilliseconds(1), MeanExtra = TimeSpan.FromMilliseconds(10) };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Duelling_leaders_lose_nothing_and_agree(int seed)
    {
        var world = new VirtualTime();
        var memory = new MemoryObjectStore();
        world.Run(async () =>
        {
            var acknowledged = new List<string>();
            var duellists = new List<ControllerProcess>();
            for (var i = 0; i < 2; i++)
            {
                var random = new Random((seed * 10) + i);
                var latency = new LatencyObjectStore(memory, s_latency, random, world.Clock);
                var faulty = new FaultyObjectStore(latency, new LostAnswers(random), random);
                duellists.Add(await ControllerProcess.RestoreAsync(faulty, world.Clock, (seed * 100) + i, s_rash));
            }

            duellists.ForEach(process => process.Start());
            await Task.WhenAll(duellists.Select((process, i) => SubmitAsync(process, i, acknowledged, world)));

            var first = await RestoreAsync(memory, world);
            var second = await RestoreAsync(memory, world);
            Assert.Equal(Snapshot(first), Snapshot(second));
            Assert.NotEmpty(acknowledged);
            Assert.All(
                acknowledged, name => Assert.True(first.Read(name, static (state, wanted) => state.Topics.TryGet(wanted, out _)), name));
        });
    }

    [Fact]
    public void What_a_deposed_leader_had_in_flight_is_stepped_over()
    {
        var world = new VirtualTime();
        world.Run(() => LoseInFlightAsync(world));
    }

    private static async Task LoseInFlightAsync(VirtualTime world)
    {
        var memory = new MemoryObjectStore();
        var scripted = new ScriptedStore(memory);
        var deposed = await ControllerProcess.RestoreAsync(scripted, world.Clock, 1, s_rash);
        await deposed.LeadAsync();

        // Number 2 hangs, 3 and 4 land behind it; then another process claims 2.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scripted.Delay(ObjectStoreJournal.KeyOf(2), gate.Task);
        var replies = new List<Task<SubmitReply>>();
        for (var i = 0; i < 3; i++)
        {
            replies.Add(deposed.CreateTopicAsync($"lost-{i}"));
            await Task.Delay(TimeSpan.FromMilliseconds(1), world.Clock);
        }

        var winner = await ControllerProcess.RestoreAsync(memory, world.Clock, 2, s_rash);
        await winner.LeadAsync();

        // The winner has stepped over what was in flight, instead of losing its own next number to it.
        var reply = await winner.CreateTopicAsync("won");
        Assert.Equal(5, reply.Sequence);
        Assert.Equal(ErrorCode.None, reply.Result.Error);
        Assert.Equal(1, winner.TopicCount);

        gate.SetResult();
        foreach (var lost in replies)
        {
            Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<GaramException>(() => lost)).Kind);
        }

        var restored = await RestoreAsync(memory, world);
        Assert.Equal(1, restored.Read(0, static (state, _) => state.Topics.Count));
    }

    /// <summary>
    /// Section 5 of the design, "Trimming": the number at which a deposed leader has to lose may be a stray of its predecessor.
    /// </summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void An_append_that_hangs_across_two_snapshots_and_a_trim_is_lost(bool isStrayDeleted, bool isRepeated)
    {
        var world = new VirtualTime();
        world.Run(() => HangAcrossTrimAsync(world, isStrayDeleted, isRepeated));
    }

    private static async Task HangAcrossTrimAsync(VirtualTime world, bool isStrayDeleted, bool isRepeated)
    {
        // The first leader has 2 and 3 in flight, and nothing of it has landed when the second one claims 2.
        var (memory, strayGate, hungGate) = (new MemoryObjectStore(), NewGate(), NewGate());
        var (firstStore, secondStore) = (new ScriptedStore(memory), new ScriptedStore(memory));
        firstStore.Delay(ObjectStoreJournal.KeyOf(2), NewGate().Task);
        firstStore.Delay(ObjectStoreJournal.KeyOf(3), strayGate.Task);
        var first = await ControllerProcess.RestoreAsync(firstStore, world.Clock, 1, s_rash);
        await first.LeadAsync();
        Task<SubmitReply>[] lost = [first.CreateTopicAsync("never"), await LaterAsync(() => first.CreateTopicAsync("stray"))];
        var second = await ControllerProcess.RestoreAsync(secondStore, world.Clock, 2, s_rash);
        await second.LeadAsync();

        // The second one's append at 3 hangs on its way, and the stray takes 3.
        if (isRepeated)
        {
            secondStore.LoseRequest(ObjectStoreJournal.KeyOf(3));
        }

        secondStore.Delay(ObjectStoreJournal.KeyOf(3), hungGate.Task);
        var hung = second.CreateTopicAsync("hung");
        strayGate.SetResult();
        await Task.Delay(TimeSpan.FromMilliseconds(100), world.Clock);

        // A third one steps over it, snapshots twice and trims.
        var third = await ControllerProcess.RestoreAsync(memory, world.Clock, 3, s_rash);
        await third.LeadAsync();
        for (var i = 0; i < 2; i++)
        {
            await third.CreateTopicAsync($"won-{i}");
            await third.Snapshots.SnapshotAsync(CancellationToken.None);
        }

        Assert.True(await third.Context.Stores.Floor.ReadAsync(CancellationToken.None) > 3);
        Assert.NotNull(await third.Context.Stores.Entries.ReadAsync(3, CancellationToken.None));
        if (isStrayDeleted)
        {
            await memory.DeleteAsync([ObjectStoreJournal.KeyOf(3)], CancellationToken.None);
            await Task.Delay(isRepeated ? TimeSpan.Zero : 2 * s_rash.LeaseDuration, world.Clock);
        }

        hungGate.SetResult();
        Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<GaramException>(() => hung)).Kind);
        Assert.DoesNotContain(lost, static reply => reply.IsCompletedSuccessfully);

        // In an entry of its own.
        async Task<Task<SubmitReply>> LaterAsync(Func<Task<SubmitReply>> submit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), world.Clock);
            var reply = submit();
            await Task.Delay(TimeSpan.FromMilliseconds(1), world.Clock);
            return reply;
        }
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task SubmitAsync(ControllerProcess process, int id, List<string> acknowledged, VirtualTime world)
    {
        for (var i = 0; i < 60; i++)
        {
            var name = $"topic-{id}-{i}";
            try
            {
                if ((await process.CreateTopicAsync(name)).Result.Error == ErrorCode.None)
                {
                    acknowledged.Add(name);
                }
            }
            catch (GaramException fault) when (fault.Kind == ErrorKind.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(30), world.Clock);
            }
        }
    }

    private static async Task<Replica> RestoreAsync(MemoryObjectStore memory, VirtualTime world) =>
        (await ControllerProcess.RestoreAsync(memory, world.Clock)).Replica;

    private static byte[] Snapshot(Replica replica)
    {
        using var cut = replica.Cut(0).State;
        return [.. cut.ReadChunks().SelectMany(static chunk => chunk.ToArray())];
    }

    /// <summary>One create in five has a fault: half of them took effect.</summary>
    private sealed class LostAnswers(Random random) : IFaultPlan
    {
        public StoreFault Next(StoreOperation operation, string key) =>
            operation != StoreOperation.Create ? StoreFault.None
            : random.Next(10) switch
            {
                0 => StoreFault.FailAfter,
                1 => StoreFault.FailBefore,
                _ => StoreFault.None,
            };
    }
}
