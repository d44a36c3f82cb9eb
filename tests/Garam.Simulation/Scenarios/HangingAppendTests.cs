using Garam.Journal.Backends;
using Garam.Journal.Trimming;
using Garam.Simulation.Checks;
using Garam.Simulation.Clients;

namespace Garam.Simulation.Scenarios;

/// <summary>
/// Three leaders on one store. What the first has in flight takes the second one's number, the second one's append hangs at that very
/// number, and the third snapshots and trims past it before the append lands. It has to fail, as it would have at once.
/// </summary>
public sealed class HangingAppendTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_append_that_hangs_across_two_snapshots_and_a_trim_fails(int seed) => Scenario.Run(seed, HangAsync);

    private static async Task HangAsync(Scenario scenario)
    {
        var world = new World(TimeSpan.FromSeconds(60));
        var first = scenario.StartNode(storeIsExclusive: false);
        var admin = scenario.NewMachine("admin");
        await first.Started;
        await admin.RunAsync(new AdminProgram(admin, world).CreateTopicsAsync);

        // Two entries of the first leader are on their way when it stops moving: its next number never lands, the one after it may.
        var next = (await first.Started).Replica.AppliedSequence + 1;
        var stray = next + 1;
        scenario.Store.HoldCreate(ObjectStoreJournal.KeyOf(next));
        var strayLands = scenario.Store.HoldCreate(ObjectStoreJournal.KeyOf(stray));
        var hungLands = scenario.Store.HoldCreate(ObjectStoreJournal.KeyOf(stray));

        // A command and a renewal of the lease, in whichever order.
        var client = scenario.NewMachine("client");
        _ = Scenario.CreateTopicAsync(client, "lost");
        await scenario.UntilAsync(() => scenario.Store.HeldCreates == 2);
        client.Process.Kill();

        first.Life.FallAsleep();

        // The second one claims, and its append at the stray's number hangs. It stands still then, so that the third one has its address.
        var second = scenario.StartNode(storeIsExclusive: false);
        await scenario.UntilAsync(() => scenario.Store.HeldCreates == 3);
        second.Life.FallAsleep();
        strayLands.SetResult();
        await scenario.UntilAsync(() => scenario.Store.Sizes.ContainsKey(ObjectStoreJournal.KeyOf(stray)));

        // The third one steps over the stray and works until the journal is trimmed far beyond.
        var third = scenario.StartNode(storeIsExclusive: false);
        await third.Started;
        var machine = scenario.NewMachine("producer");
        var producing = machine.RunAsync(new ProducerProgram(machine, 0, world).RunAsync);
        var floor = new DurableFloor(scenario.Store.Objects);
        while (await floor.ReadAsync(CancellationToken.None) <= stray + 4)
        {
            await scenario.DelayAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Contains(await scenario.ListAsync(ObjectStoreJournal.Prefix), stat => stat.Key == ObjectStoreJournal.KeyOf(stray));
        second.Process.WakeUp();
        hungLands.SetResult();
        await producing;

        // The second one has lost without a word to anybody, and follows.
        Assert.False(second.Started.IsCompleted);
        Assert.False(second.Ended.IsCompleted);
        var auditMachine = scenario.NewMachine("auditor");
        var auditor = new Auditor(auditMachine, world);
        await auditMachine.RunAsync(auditor.FindEndsAsync);
        await auditMachine.RunAsync(auditor.AuditAsync);
        await VerifierCheck.RunAsync(scenario.Store.Objects, scenario.Director);
        first.Process.Kill();
        second.Process.Kill();
        await third.Life.StopAsync();
    }
}
