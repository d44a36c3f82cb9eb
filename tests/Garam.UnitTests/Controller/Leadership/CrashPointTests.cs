using Garam.Controller.Leadership;
using Garam.Protocol;
using Garam.Storage;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;

namespace Garam.UnitTests.Controller.Leadership;

/// <summary>
/// A process dies at every change of the store that a run with snapshots and trims makes, once before the change takes effect and once
/// after. Whoever restarts finds everything that was answered, once, and can go on.
/// </summary>
public sealed class CrashPointTests
{
    private static readonly LeaderOptions s_exclusive = new() { StoreIsExclusive = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_acknowledged_is_lost_at_any_crash_point(bool lastChangeLands)
    {
        var changes = RunUntil(crashAt: 0, lastChangeLands);
        Assert.True(changes > 40, "The run has to snapshot and trim.");
        for (var crashAt = 1; crashAt <= changes; crashAt++)
        {
            RunUntil(crashAt, lastChangeLands);
        }
    }

    private static int RunUntil(int crashAt, bool lastChangeLands)
    {
        var world = new VirtualTime();
        var memory = new MemoryObjectStore();
        var mortal = new MortalStore(memory) { DiesAtChange = crashAt, LastChangeLands = lastChangeLands };
        var acknowledged = new List<string>();
        world.Run(async () =>
        {
            var life = LiveAsync(mortal, world, acknowledged);
            while (!life.IsCompleted && !mortal.IsDead)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), world.Clock);
            }

            await CheckAsync(memory, world, acknowledged);
        });
        return mortal.Changes;
    }

    private static async Task LiveAsync(IObjectStore store, VirtualTime world, List<string> acknowledged)
    {
        var process = await ControllerProcess.RestoreAsync(store, world.Clock, seed: 1, s_exclusive);
        await process.LeadAsync();
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                var name = $"topic-{round}-{i}";
                var reply = await process.CreateTopicAsync(name);
                Assert.Equal(ErrorCode.None, reply.Result.Error);
                acknowledged.Add(name);
            }

            await process.Snapshots.SnapshotAsync(CancellationToken.None);
        }

        await process.StopAsync();
    }

    private static async Task CheckAsync(IObjectStore store, VirtualTime world, List<string> acknowledged)
    {
        var restarted = await ControllerProcess.RestoreAsync(store, world.Clock, seed: 2, s_exclusive);
        Assert.All(acknowledged, name => Assert.True(restarted.HasTopic(name)));
        Assert.InRange(restarted.TopicCount, acknowledged.Count, acknowledged.Count + 1);

        await restarted.LeadAsync();
        Assert.Equal(ErrorCode.None, (await restarted.CreateTopicAsync("after")).Result.Error);
        await restarted.Snapshots.SnapshotAsync(CancellationToken.None);
        var again = await ControllerProcess.RestoreAsync(store, world.Clock, seed: 3, s_exclusive);
        Assert.Equal(restarted.TopicCount, again.TopicCount);
        Assert.Equal(restarted.Replica.AppliedSequence, again.Replica.AppliedSequence);
    }
}
