using Garam.Controller.Leadership;
using Garam.Journal.Trimming;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Journal.Trimming;

public sealed class JournalTrimmerTests : IAsyncDisposable
{
    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void Claims_stay_for_ever_and_nothing_below_the_previous_snapshot_does() => _world.Run(async () =>
    {
        for (var life = 1; life <= 4; life++)
        {
            var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, life, new LeaderOptions { StoreIsExclusive = true });
            await process.LeadAsync();
            await process.CreateTopicAsync($"a-{life}");
            await process.Snapshots.SnapshotAsync(default);
            await process.CreateTopicAsync($"b-{life}");
            await process.StopAsync();
        }

        // Each life: claim, a, (snapshot), b, resign. The snapshots lie at 2, 6, 10 and 14.
        var stores = ControllerProcess.StoresOf(_store, _world.Clock);
        Assert.Equal(11, await stores.Floor.ReadAsync(default));
        Assert.Equal([1, 5, 9, 11, 12, 13, 14, 15, 16], await stores.Entries.ListAsync(0, 100, default));
    });

    [Fact]
    public void What_an_interrupted_trim_left_is_swept_by_the_next_process() => _world.Run(async () =>
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, new LeaderOptions { StoreIsExclusive = true });
        await process.LeadAsync();
        for (var i = 0; i < 10; i++)
        {
            await process.CreateTopicAsync($"t-{i}");
        }

        var stores = process.Context.Stores;
        await stores.Floor.RaiseAsync(6, default);
        Assert.Equal(6, await new JournalTrimmer(stores.Entries, stores.Floor).TrimAsync(8, [], default));
        Assert.Equal([1, 8, 9, 10, 11], await stores.Entries.ListAsync(0, 100, default));
        Assert.Equal(0, await new JournalTrimmer(stores.Entries, stores.Floor).TrimAsync(7, [], default));
    });
}
