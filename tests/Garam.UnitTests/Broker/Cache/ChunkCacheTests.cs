using Garam.Broker.Cache;
using Garam.Metadata;
using Garam.Storage;
using Garam.Storage.Memory;
using Garam.Transport.Buffers;
using Garam.UnitTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Broker.Cache;

public sealed class ChunkCacheTests : IAsyncDisposable
{
    private const int Size = 64 << 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly MemoryObjectStore _store = new();
    private readonly BlockArena _arena = new("test", new byte[8 * Size], 4096, 4 * Size);
    private readonly ManualTimeProvider _time = new();
    private readonly ChunkCache _cache;

    public ChunkCacheTests() => _cache = new ChunkCache(
        _store,
        _arena,
        new CacheOptions { CacheBytesMax = 4 * Size, RecentBytesMax = 2 * Size },
        _time,
        new CacheMetrics(new TestMeters()),
        NullLogger<ChunkCache>.Instance);

    [Fact]
    public async Task A_segment_is_read_once_however_many_want_it()
    {
        await StoreAsync(1);
        var first = await LeaseAsync(1);
        var second = await LeaseAsync(1);

        Assert.Same(first, second);
        _cache.Release(first);
        _cache.Release(second);
    }

    [Fact]
    public async Task The_least_recently_used_chunk_goes_first()
    {
        for (var number = 1; number <= 4; number++)
        {
            await StoreAsync(number);
            _cache.Release(await LeaseAsync(number));
        }

        var used = await LeaseAsync(1);
        _cache.Release(used);
        await StoreAsync(5);
        _cache.Release(await LeaseAsync(5));
        var again = await LeaseAsync(1);
        Assert.Same(used, again);
        _cache.Release(again);
        Assert.True(_cache.UsedBytes <= 4 * Size);
    }

    [Fact]
    public async Task Leased_chunks_are_not_evicted_and_a_caller_that_holds_one_does_not_wait_for_room()
    {
        var leased = new List<Chunk>();
        for (var number = 1; number <= 4; number++)
        {
            await StoreAsync(number);
            leased.Add(await LeaseAsync(number));
        }

        await StoreAsync(5);
        Assert.Equal(ChunkOutcome.NoRoom, (await _cache.LeaseAsync(Id(5), Size, mayWaitForRoom: false, Cancellation)).Outcome);
        var waiting = _cache.LeaseAsync(Id(5), Size, mayWaitForRoom: true, Cancellation);
        Assert.False(waiting.IsCompleted);
        _cache.Release(leased[2]);
        var fifth = await waiting;

        Assert.True(fifth.IsReady);
        Assert.Equal(1, leased[0].Prepare(new ExtentPlace(0, 0, 0, 0), out _).IsSound ? 0 : 1);
        _cache.Release(fifth.Chunk);
        leased.RemoveAt(2);
        leased.ForEach(_cache.Release);
    }

    [Fact]
    public async Task A_caller_that_gives_up_waiting_for_room_is_not_served()
    {
        var leased = new List<Chunk>();
        for (var number = 1; number <= 4; number++)
        {
            await StoreAsync(number);
            leased.Add(await LeaseAsync(number));
        }

        using var cancellation = new CancellationTokenSource();
        var waiting = _cache.LeaseAsync(Id(5), Size, mayWaitForRoom: true, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        leased.ForEach(_cache.Release);
        Assert.Equal(4 * Size, _cache.UsedBytes);
    }

    [Fact]
    public async Task Cold_reads_do_not_evict_what_was_just_written()
    {
        AddWritten(100, await _cache.TakeForWriteAsync(Size, Cancellation));
        for (var number = 1; number <= 12; number++)
        {
            await StoreAsync(number);
            _cache.Release(await LeaseAsync(number));
        }

        _cache.Release(await LeaseAsync(100));
        _time.Advance(TimeSpan.FromSeconds(2));
        for (var number = 13; number <= 20; number++)
        {
            await StoreAsync(number);
            _cache.Release(await LeaseAsync(number));
        }

        Assert.Equal(ChunkOutcome.Missing, (await _cache.LeaseAsync(Id(100), Size, mayWaitForRoom: true, Cancellation)).Outcome);
    }

    [Fact]
    public async Task Writes_have_memory_that_leases_cannot_take()
    {
        var leased = new List<Chunk>();
        for (var number = 1; number <= 4; number++)
        {
            await StoreAsync(number);
            leased.Add(await LeaseAsync(number));
        }

        var blocks = new List<ArenaBlock>();
        for (var i = 0; i < 4; i++)
        {
            var taken = _cache.TakeForWriteAsync(Size, Cancellation);
            Assert.True(taken.IsCompleted);
            blocks.Add(await taken);
        }

        var waiting = _cache.TakeForWriteAsync(Size, Cancellation);
        Assert.False(waiting.IsCompleted);

        // The cache has no room either, so it gives up the written segment at once, and that serves the waiting write.
        AddWritten(200, blocks[0]);
        _cache.ReturnFromWrite(await waiting);
        blocks.Skip(1).ToList().ForEach(_cache.ReturnFromWrite);
        leased.ForEach(_cache.Release);
    }

    [Fact]
    public async Task A_segment_read_ahead_is_there_when_it_is_wanted()
    {
        await StoreAsync(1);
        _cache.ReadAhead(Id(1), Size);
        Assert.Equal(Size, _cache.UsedBytes);
        _cache.Release(await LeaseAsync(1));
    }

    [Fact]
    public async Task A_load_that_breaks_ends_for_all_its_waiters()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var cache = NewCache(HoldFirstRead(first.Task));
        var waiting = Enumerable.Range(0, 3)
            .Select(_ => cache.LeaseAsync(Id(1), Size, mayWaitForRoom: true, Cancellation).AsTask()).ToList();
        first.SetException(new InvalidOperationException("A bug."));

        Assert.All(await Task.WhenAll(waiting), load => Assert.Equal(ChunkOutcome.Unavailable, load.Outcome));
        await StoreAsync(1);
        var again = await cache.LeaseAsync(Id(1), Size, mayWaitForRoom: true, Cancellation);
        Assert.True(again.IsReady);
        cache.Release(again.Chunk);
    }

    [Fact]
    public async Task A_caller_that_gives_up_on_a_load_leaves_no_lease_and_the_others_get_theirs()
    {
        await StoreAsync(1);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var cache = NewCache(HoldFirstRead(held.Task));
        using var cancellation = new CancellationTokenSource();
        var first = cache.LeaseAsync(Id(1), Size, mayWaitForRoom: true, cancellation.Token);
        var second = cache.LeaseAsync(Id(1), Size, mayWaitForRoom: true, Cancellation);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first);
        held.SetResult();

        cache.Release((await second).Chunk!);
    }

    [Fact]
    public async Task A_segment_larger_than_the_cache_is_an_outcome_and_no_exception() =>
        Assert.Equal(ChunkOutcome.Unavailable, (await _cache.LeaseAsync(Id(1), 5 * Size, mayWaitForRoom: true, Cancellation)).Outcome);

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync();
        Assert.True(_arena.Outstanding == 0, _arena.DescribeOutstanding());
        _arena.Dispose();
    }

    private ChunkCache NewCache(IObjectStore store) => new(
        store, _arena, new CacheOptions { CacheBytesMax = 4 * Size }, _time,
        new CacheMetrics(new TestMeters()), NullLogger<ChunkCache>.Instance);

    private static SegmentId Id(int number) => new(1, 1, number);

    private async Task<Chunk> LeaseAsync(int number)
    {
        var load = await _cache.LeaseAsync(Id(number), Size, mayWaitForRoom: true, Cancellation);
        Assert.True(load.IsReady);
        return load.Chunk;
    }

    private void AddWritten(int number, ArenaBlock block) => _cache.AddWritten(Id(number), block, Size);

    private async Task StoreAsync(int number)
    {
        var bytes = new byte[Size];
        Garam.Segments.SegmentFormat.WriteHeader(bytes, Garam.Segments.SegmentKind.Fresh);
        await _store.CreateAsync(Id(number).Key, bytes, Cancellation);
    }

    /// <summary>A store whose first read waits for the task.</summary>
    private HeldReadStore HoldFirstRead(Task first)
    {
        Task? held = first;
        return new HeldReadStore(_store, _ => Interlocked.Exchange(ref held, null));
    }
}
