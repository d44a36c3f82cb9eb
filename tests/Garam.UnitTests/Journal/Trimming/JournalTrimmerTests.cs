using Garam.Controller.Leadership;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;

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
        Assert.Equal([1, 5, 9, 11, 12, 13, 14, 15, 16], await NumbersAsync(stores));
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
        Assert.Equal(6, (await new JournalTrimmer(stores.Entries, stores.Floor).TrimAsync(8, Sparing(), default)).Deleted);
        Assert.Equal([1, 8, 9, 10, 11], await NumbersAsync(stores));
        Assert.Equal(0, (await new JournalTrimmer(stores.Entries, stores.Floor).TrimAsync(7, Sparing(), default)).Deleted);
    });

    [Fact]
    public void A_trim_that_was_cut_short_is_made_good_by_the_next_one_of_the_same_process() => _world.Run(async () =>
    {
        var process = await LeadAsync(life: 1);
        var stores = process.Context.Stores;
        for (var i = 0; i < 10; i++)
        {
            await process.CreateTopicAsync($"t-{i}");
        }

        var failing = new FailingDeletes(stores.Entries);
        var trimmer = new JournalTrimmer(failing, stores.Floor);
        await trimmer.TrimAsync(3, Sparing(1), default);
        failing.Fails = true;
        await Assert.ThrowsAsync<GaramException>(async () => await trimmer.TrimAsync(6, Sparing(1), TestContext.Current.CancellationToken));
        failing.Fails = false;
        await trimmer.TrimAsync(8, Sparing(1), default);

        Assert.Equal([1, 8, 9, 10, 11], await NumbersAsync(stores));
    });

    [Fact]
    public void An_entry_that_was_stepped_over_stays_for_ever_whichever_process_trims() => _world.Run(async () =>
    {
        var first = await LeadAsync(life: 1);
        await first.CreateTopicAsync("a");
        await StoreStrayAsync(3);
        for (var life = 2; life <= 5; life++)
        {
            var process = await LeadAsync(life);
            for (var i = 0; i < 3; i++)
            {
                await process.CreateTopicAsync($"t-{life}-{i}");
                await process.Snapshots.SnapshotAsync(default);
            }
        }

        var stores = ControllerProcess.StoresOf(_store, _world.Clock);
        Assert.True(await stores.Floor.ReadAsync(default) > 10);
        Assert.Equal([1, 3, 4], (await NumbersAsync(stores)).Take(3));
        Assert.Null(await stores.Entries.ReadAsync(2, default));
        var newest = (await stores.Snapshots.LoadNewestAsync(default))!;
        Assert.Equal([3], newest.Header.SteppedOver);
    });

    [Fact]
    public void A_damaged_old_claim_stays_and_stops_neither_trimming_nor_the_deletion_of_snapshots() => _world.Run(async () =>
    {
        for (var life = 1; life <= 3; life++)
        {
            var process = await LeadAsync(life);
            for (var i = 0; i < 3; i++)
            {
                await process.CreateTopicAsync($"t-{life}-{i}");
                await process.Snapshots.SnapshotAsync(default);
            }

            await process.StopAsync();
            if (life == 1)
            {
                await DamageAsync(ObjectStoreJournal.KeyOf(1));
            }
        }

        var stores = ControllerProcess.StoresOf(_store, _world.Clock);
        Assert.Equal(14, await stores.Floor.ReadAsync(default));
        Assert.Equal([1, 6, 11, 14, 15], await NumbersAsync(stores));
        Assert.Equal([14, 13], await stores.Snapshots.Reader.ListAsync(default));
    });

    private static SnapshotHeader Sparing(params long[] claims) => new(EntryChain.Genesis, 1, 0, claims);

    private static async Task<IEnumerable<long>> NumbersAsync(JournalStores stores) =>
        (await stores.Entries.ListAsync(0, 100, default)).Select(static entry => entry.Sequence);

    private async Task<ControllerProcess> LeadAsync(int life)
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, life, new LeaderOptions { StoreIsExclusive = true });
        await process.LeadAsync();
        return process;
    }

    /// <summary>Stores what a deposed leader had in flight.</summary>
    private async Task StoreStrayAsync(long sequence) => await _store.CreateAsync(
        ObjectStoreJournal.KeyOf(sequence),
        JournalEntryCodec.Encode(new JournalEntryHeader(sequence, 1, 0xABC, 0xDEF, 0, 0, 0), []), default);

    private async Task DamageAsync(string key)
    {
        var bytes = new byte[(await _store.StatAsync(key, default))!.Value.Size];
        await _store.ReadAsync(key, 0, bytes, default);
        bytes[40] ^= 1;
        await _store.DeleteAsync([key], default);
        await _store.CreateAsync(key, bytes, default);
    }

    private sealed class FailingDeletes(IJournalBackend inner) : IJournalBackend
    {
        public bool Fails { get; set; }

        public ValueTask<AppendOutcome> AppendAsync(long sequence, ReadOnlyMemory<byte> entry, CancellationToken cancellation) =>
            inner.AppendAsync(sequence, entry, cancellation);

        public ValueTask<byte[]?> ReadAsync(long sequence, CancellationToken cancellation) => inner.ReadAsync(sequence, cancellation);

        public ValueTask<IReadOnlyList<ListedEntry>> ListAsync(long after, int limit, CancellationToken cancellation) =>
            inner.ListAsync(after, limit, cancellation);

        public ValueTask DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellation) =>
            Fails ? throw new GaramException(ErrorKind.Unavailable, "Nothing is deleted.") : inner.DeleteAsync(sequences, cancellation);
    }
}
