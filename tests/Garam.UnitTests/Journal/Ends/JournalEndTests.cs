using Garam.Controller.Leadership;
using Garam.Journal.Backends;
using Garam.Journal.Ends;
using Garam.Journal.Entries;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Journal.Ends;

/// <summary>
/// A process that would lead where entries are missing. Each store holds a claim, nine topics and no resignation: entries 1 to 10.
/// </summary>
public sealed class JournalEndTests : IAsyncDisposable
{
    private const long Last = 10;

    private static readonly LeaderOptions s_exclusive = new() { StoreIsExclusive = true };

    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    public void A_hole_stops_the_start_before_anything_is_written(long hole) => _world.Run(async () =>
    {
        await LiveAsync();
        await DeleteEntriesAsync(hole, hole);

        await AssertRefusedAsync(hole);
        await AssertRefusedAsync(hole);
    });

    [Fact]
    public void A_lost_tail_is_found_by_a_segment_that_was_born_after_it() => _world.Run(async () =>
    {
        await LiveAsync();
        await _store.CreateAsync(new SegmentId(Last, 1, 1).Key, new byte[10], default);
        await _store.CreateAsync(new SegmentId(7, 1, SegmentId.SpreadNumberMin).Key, new byte[10], default);
        await _store.CreateAsync("segments/notes", new byte[10], default);
        await DeleteEntriesAsync(8, Last);

        await AssertRefusedAsync(8);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lost_tail_is_found_by_a_snapshot_that_was_cut_after_it(bool isSnapshotWhole) => _world.Run(async () =>
    {
        var process = await LiveAsync();
        await process.Snapshots.SnapshotAsync(default);
        await DeleteEntriesAsync(8, Last);
        if (!isSnapshotWhole)
        {
            await _store.DeleteAsync([SnapshotKeys.Manifest(Last)], default);
        }

        // A whole one has brought the state up to its own entry: what followed that one is lost.
        await AssertRefusedAsync(isSnapshotWhole ? Last + 1 : 8);
    });

    [Fact]
    public void A_damaged_entry_past_an_absent_one_is_not_stepped_over() => _world.Run(async () =>
    {
        await LiveAsync();
        await _store.CreateAsync(ObjectStoreJournal.KeyOf(Last + 2), new byte[100], default);

        await AssertRefusedAsync(Last + 1);
    });

    [Fact]
    public void A_number_that_is_written_during_the_search_is_no_hole() => _world.Run(async () =>
    {
        var process = await LiveAsync();
        var behind = await ControllerProcess.RestoreAsync(_store, _world.Clock, 2, s_exclusive);
        var busy = new BusyStore(_store, async () => await process.CreateTopicAsync("late"));
        await _store.CreateAsync(new SegmentId(Last + 1, 1, 1).Key, new byte[10], default);

        var end = new JournalEnd(ControllerProcess.StoresOf(busy, _world.Clock), EndRule.AppendsInFlightMax);

        Assert.Null(await end.FindLossAsync(behind.Replica, default));
        Assert.True(busy.WasBusy);
    });

    [Fact]
    public void An_operator_who_names_the_entry_gives_up_what_followed_and_the_store_goes_on() => _world.Run(async () =>
    {
        const long Hole = 5;
        await LiveAsync();
        await DeleteEntriesAsync(Hole, Hole);
        await _store.CreateAsync(new SegmentId(Hole - 1, 1, 1).Key, new byte[10], default);
        await _store.CreateAsync(new SegmentId(Hole, 1, 2).Key, new byte[10], default);
        var kept = new SegmentId(Hole - 1, 1, SegmentId.SpreadNumberMin);
        await _store.CreateAsync(kept.Key, new byte[10], default);
        for (var folder = 0; folder < SegmentId.FolderCount; folder++)
        {
            await _store.CreateAsync(new SegmentId(Hole, 1, kept.Number + folder).Key, new byte[10], default);
        }

        await new SkipRecordStore(_store).WriteAsync(new SkipRecord(Hole + 1, 7), default);

        Assert.Equal(Hole - 1, (await AcceptAsync(Hole - 1)).Replica.AppliedSequence);
        await AssertRefusedAsync(Hole);

        var process = await AcceptAsync(Hole);
        await process.LeadAsync();
        await process.CreateTopicAsync("after");
        Assert.Equal(Hole + 1, process.Replica.AppliedSequence);
        Assert.Equal(4, process.TopicCount);

        // Nothing of what was given up is left to collide with or to be taken for a proof.
        var again = await ControllerProcess.RestoreAsync(_store, _world.Clock, 4, s_exclusive);
        await again.LeadAsync();
        Assert.True(again.HasTopic("after"));
        Assert.Equal(
            [new SegmentId(Hole - 1, 1, 1).Key, kept.Key],
            (await _store.ListAsync(SegmentId.KeyPrefix, "", 10, default)).Select(stat => stat.Key));
    });

    [Fact]
    public void Leftovers_are_stepped_over_at_once_and_nothing_waits_a_second_lease() => _world.Run(async () =>
    {
        // 11 hangs and never lands, 12 and 14 have landed, 13 lands only when the next leader is long at work.
        var process = await LiveAsync();
        await StoreStrayAsync(Last + 2);
        await StoreStrayAsync(Last + 4);
        var next = await ControllerProcess.RestoreAsync(_store, _world.Clock, 2, new LeaderOptions());
        var startedAt = _world.Clock.GetTimestamp();
        await next.LeadAsync();
        var reply = await next.CreateTopicAsync("next");

        Assert.InRange(_world.Clock.GetElapsedTime(startedAt), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(13));
        Assert.Equal(Last + 5, reply.Sequence);
        Assert.Equal(AppendOutcome.Taken, await process.Context.Stores.Entries.AppendAsync(Last + 3, Stray(Last + 3), default));
        Assert.Equal([Last + 2, Last + 4], next.Replica.Cut(0).Header.SteppedOver);
    });

    private static byte[] Stray(long sequence) =>
        JournalEntryCodec.Encode(new JournalEntryHeader(sequence, 1, 0xABC, 0xDEF, 0, Last, 0), []);

    private async Task StoreStrayAsync(long sequence) =>
        await _store.CreateAsync(ObjectStoreJournal.KeyOf(sequence), Stray(sequence), default);

    private async Task<ControllerProcess> LiveAsync()
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        await process.LeadAsync();
        for (var i = 2; i <= Last; i++)
        {
            await process.CreateTopicAsync($"topic-{i}");
        }

        return process;
    }

    private async Task DeleteEntriesAsync(long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++)
        {
            await _store.DeleteAsync([ObjectStoreJournal.KeyOf(sequence)], default);
        }
    }

    private async Task AssertRefusedAsync(long firstLost)
    {
        var before = await _store.ListAsync("", "", 1_000, default);
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 2, s_exclusive);

        var fault = await Assert.ThrowsAsync<GaramException>(process.LeadAsync);

        Assert.Equal(ErrorKind.Corrupt, fault.Kind);
        Assert.Contains($"has lost entry {firstLost}:", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"--accept-loss-from {firstLost}.", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _store.ListAsync("", "", 1_000, default));
    }

    /// <summary>Starts as the executable does when it was given the flag.</summary>
    private async Task<ControllerProcess> AcceptAsync(long firstLost)
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 3, s_exclusive);
        var end = new JournalEnd(process.Context.Stores, s_exclusive.EntriesInFlightMax);
        await new AcceptedLoss(end, process.Source, NullLogger<AcceptedLoss>.Instance).RestoreAsync(process.Replica, firstLost, default);
        return await ControllerProcess.RestoreAsync(_store, _world.Clock, 3, s_exclusive);
    }

    /// <summary>Something happens while segments are listed.</summary>
    private sealed class BusyStore(IObjectStore inner, Func<Task> happens) : IObjectStore
    {
        public bool WasBusy { get; private set; }

        public int Alignment => inner.Alignment;

        public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
            inner.CreateAsync(key, content, cancellation);

        public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
            inner.ReadAsync(key, position, destination, cancellation);

        public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => inner.StatAsync(key, cancellation);

        public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
            string prefix, string startAfter, int limit, CancellationToken cancellation)
        {
            if (!WasBusy && prefix.StartsWith(SegmentId.KeyPrefix, StringComparison.Ordinal))
            {
                WasBusy = true;
                await happens();
            }

            return await inner.ListAsync(prefix, startAfter, limit, cancellation);
        }

        public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => inner.DeleteAsync(keys, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
