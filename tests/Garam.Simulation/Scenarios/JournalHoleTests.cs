using Garam.Journal.Backends;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Simulation.Checks;
using Garam.Simulation.Clients;

namespace Garam.Simulation.Scenarios;

/// <summary>
/// A node dies under load, and some of its journal is gone when it comes back: it writes nothing, however often it is started, and when
/// the entries are restored everything that was acknowledged is there.
/// </summary>
public sealed class JournalHoleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_node_does_not_start_on_a_journal_with_a_hole(int seed) =>
        Scenario.Run(seed, scenario => LoseAsync(scenario, isTail: false));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_node_does_not_start_on_a_journal_that_lost_its_end(int seed) =>
        Scenario.Run(seed, scenario => LoseAsync(scenario, isTail: true));

    private static async Task LoseAsync(Scenario scenario, bool isTail)
    {
        var world = new World(TimeSpan.FromSeconds(15));
        var node = scenario.StartNode(storeIsExclusive: true);
        await node.Started;
        var admin = scenario.NewMachine("admin");
        await admin.RunAsync(new AdminProgram(admin, world).CreateTopicsAsync);
        var machine = scenario.NewMachine("producer");
        await machine.RunAsync(new ProducerProgram(machine, 0, world).RunAsync);
        var auditMachine = scenario.NewMachine("auditor");
        var auditor = new Auditor(auditMachine, world);
        await auditMachine.RunAsync(auditor.FindEndsAsync);
        node.Process.Kill();

        var lost = await TakeAwayAsync(scenario, isTail);
        var before = await scenario.ListAsync("");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var refusing = scenario.StartNode(storeIsExclusive: true);
            Assert.False(await refusing.Ended);
            Assert.False(refusing.Started.IsCompleted);
            refusing.Process.Kill();
            Assert.Equal(before, await scenario.ListAsync(""));
        }

        foreach (var (key, bytes) in lost)
        {
            await scenario.Store.Objects.CreateAsync(key, bytes, CancellationToken.None);
        }

        var last = scenario.StartNode(storeIsExclusive: true);
        await last.Started;
        await auditMachine.RunAsync(auditor.AuditAsync);
        await last.Life.StopAsync();
        await VerifierCheck.RunAsync(scenario.Store.Objects, scenario.Director);
    }

    /// <summary>One entry after the newest snapshot that later ones build on; or all from an entry on that some segment knows.</summary>
    private static async Task<List<(string Key, byte[] Bytes)>> TakeAwayAsync(Scenario scenario, bool isTail)
    {
        var journal = (await scenario.ListAsync(ObjectStoreJournal.Prefix)).Select(static stat => stat.Key).ToList();
        var snapshots = (await scenario.ListAsync(SnapshotKeys.Prefix)).Where(static stat => SnapshotKeys.IsManifest(stat.Key)).ToList();
        var after = snapshots.Count == 0 ? "" : ObjectStoreJournal.KeyOf(SnapshotKeys.SequenceOf(snapshots[^1].Key));
        List<string> candidates;
        if (isTail)
        {
            // A snapshot knows its own last entry, a segment the one that it was born after.
            var youngest = (await scenario.ListAsync(SegmentId.KeyPrefix)).Max(
                static stat => SegmentId.TryParseKey(stat.Key, out var id) ? id.Birth : throw new InvalidOperationException(stat.Key));
            candidates = journal.FindAll(key => string.CompareOrdinal(key, after) >= 0);
            candidates.RemoveAll(key => key != after && string.CompareOrdinal(key, ObjectStoreJournal.KeyOf(youngest)) > 0);
        }
        else
        {
            candidates = journal[..^1].FindAll(key => string.CompareOrdinal(key, after) > 0);
        }

        var first = candidates[scenario.Random.Next(candidates.Count)];
        var lost = new List<(string Key, byte[] Bytes)>();
        foreach (var key in isTail ? journal.FindAll(key => string.CompareOrdinal(key, first) >= 0) : [first])
        {
            lost.Add((key, await scenario.ReadAsync(key)));
            await scenario.Store.Objects.DeleteAsync([key], CancellationToken.None);
        }

        scenario.Director.Tell($"lost {lost.Count} entries from {first} on");
        return lost;
    }
}
