using Garam.Journal.Entries;
using Garam.Journal.Snapshots;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Journal.Snapshots;

public sealed class SnapshotStoreTests : IAsyncDisposable
{
    private readonly MemoryObjectStore _store = new();
    private readonly SnapshotStore _snapshots;

    public SnapshotStoreTests() => _snapshots = new SnapshotStore(_store, NullLogger<SnapshotStore>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        await WriteAsync(10, "alpha", "", "gamma");
        var snapshot = await _snapshots.LoadNewestAsync(Cancellation);
        Assert.Equal(new EntryChain(10, 77), snapshot!.Header.Chain);
        Assert.Equal(3, snapshot.Header.Epoch);
        Assert.Equal([4, 9], snapshot.Header.Claims);
        Assert.Equal(["alpha", "", "gamma"], Texts(snapshot));
    }

    [Fact]
    public async Task Unchanged_chunks_are_not_written_again_and_outlive_their_first_snapshot()
    {
        await WriteAsync(10, "same", "old");
        await WriteAsync(20, "same", "new");
        await WriteAsync(30, "same", "newer");
        await _snapshots.DeleteOldAsync(Cancellation);

        var keys = (await _store.ListAsync(SnapshotKeys.Prefix, SnapshotKeys.Prefix, 100, Cancellation))
            .Select(stored => stored.Key).ToList();
        Assert.Equal(5, keys.Count);
        Assert.Contains("snapshots/00000000000000000010/chunk-000000", keys);
        Assert.Equal([30, 20], await _snapshots.Reader.ListAsync(Cancellation));
        Assert.Equal(["same", "newer"], Texts(await _snapshots.Reader.LoadAsync(30, Cancellation)));
        Assert.Equal(["same", "new"], Texts(await _snapshots.Reader.LoadAsync(20, Cancellation)));
    }

    [Fact]
    public async Task A_snapshot_without_a_manifest_does_not_exist()
    {
        await WriteAsync(10, "a");
        await WriteAsync(20, "b");
        await _store.DeleteAsync([SnapshotKeys.Manifest(20)], Cancellation);
        Assert.Equal(10, (await _snapshots.LoadNewestAsync(Cancellation))!.Header.Sequence);
    }

    [Theory]
    [InlineData("snapshots/00000000000000000020/manifest")]
    [InlineData("snapshots/00000000000000000020/chunk-000000")]
    public async Task A_torn_or_missing_part_makes_the_one_before_the_newest(string key)
    {
        await WriteAsync(10, "a");
        await WriteAsync(20, "b");
        await _store.DeleteAsync([key], Cancellation);
        Assert.Equal(10, (await _snapshots.LoadNewestAsync(Cancellation))!.Header.Sequence);

        await _store.CreateAsync(key, "GRSC"u8.ToArray(), Cancellation);
        Assert.Equal(10, (await _snapshots.LoadNewestAsync(Cancellation))!.Header.Sequence);
    }

    [Fact]
    public async Task A_chunk_that_a_different_run_left_behind_is_noticed_before_anything_is_trimmed()
    {
        await WriteAsync(10, "left behind");
        await _store.DeleteAsync([SnapshotKeys.Manifest(10)], Cancellation);
        var fault = await Assert.ThrowsAsync<GaramException>(() => WriteAsync(10, "something else"));
        Assert.Equal(ErrorKind.Corrupt, fault.Kind);
    }

    [Fact]
    public async Task A_damaged_chunk_is_not_reused_for_ever_and_its_snapshots_do_not_displace_a_whole_one()
    {
        await WriteAsync(10, "whole");
        await WriteAsync(20, "same", "old");
        await _store.DeleteAsync(["snapshots/00000000000000000020/chunk-000000"], Cancellation);
        await Assert.ThrowsAsync<GaramException>(() => WriteAsync(30, "same", "new"));
        await WriteAsync(40, "same", "newer");

        var restarted = new SnapshotStore(_store, NullLogger<SnapshotStore>.Instance);
        Assert.Equal(10, await restarted.PreviousWholeAsync(40, Cancellation));
        await restarted.DeleteOldAsync(Cancellation);
        Assert.Equal([40, 10], await restarted.Reader.ListAsync(Cancellation));
        Assert.Equal(["same", "newer"], Texts(await restarted.Reader.LoadAsync(40, Cancellation)));
        Assert.Equal(["whole"], Texts(await restarted.Reader.LoadAsync(10, Cancellation)));
    }

    [Fact]
    public void A_manifest_without_numbers_that_were_stepped_over_is_one_that_older_programs_read()
    {
        var header = new SnapshotHeader(new EntryChain(10, 77), 3, 1_000, [4, 9]);
        var chunks = new[] { new SnapshotChunk(10, 0, 5, 6) };

        var (without, with) =
            (new SnapshotManifest(header, chunks).Encode(), new SnapshotManifest(header with { SteppedOver = [2, 5] }, chunks).Encode());

        // Written by the program of version 1.
        const string Frozen =
            "4752534D0001000000000000000A000000000000004D0000000300000000000003E80000000200000000000000040000000000000009"
            + "00000001000000000000000A000000000000000500000000000000000000000000000006CB1FBC90";
        Assert.Equal(Frozen, Convert.ToHexString(without));
        Assert.Empty(SnapshotManifest.Decode(without, "m").Header.SteppedOver);
        Assert.Equal(2, with[5]);
        var read = SnapshotManifest.Decode(with, "m");
        Assert.Equal([2, 5], read.Header.SteppedOver);
        Assert.Equal([4, 9], read.Header.Claims);
        Assert.Equal(chunks, read.Chunks);
    }

    private static string[] Texts(StoredSnapshot snapshot) =>
        [.. snapshot.Chunks.Select(chunk => System.Text.Encoding.UTF8.GetString(chunk.Span))];

    private async Task WriteAsync(long sequence, params string[] chunks) =>
        await _snapshots.WriteAsync(
            new SnapshotHeader(new EntryChain(sequence, 77), 3, 1_000, [4, 9]),
            chunks.Select(chunk => new ReadOnlyMemory<byte>(System.Text.Encoding.UTF8.GetBytes(chunk))),
            Cancellation);
}
