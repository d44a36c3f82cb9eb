using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>
/// Another process has linked a name or made a folder, and has not come to the sync. Everything that this process answers about it must
/// survive a power loss all the same.
/// </summary>
public sealed class SharedDurabilityTests
{
    private const string Nested = "snapshots/1/2/a";

    private readonly ForgetfulDisk _disk = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("journal/1")]
    [InlineData(Nested)]
    public async Task The_loser_of_a_create_answers_when_the_winners_object_is_durable(string key)
    {
        await using (var store = Open())
        {
            LinkOfAnother(key);
            Assert.Equal(PutOutcome.AlreadyExists, await store.CreateAsync(key, new byte[1], Cancellation));
        }

        await AssertDurableAsync(key, isDurable: true);
    }

    [Theory]
    [InlineData("journal/1", true)]
    [InlineData("top", true)]
    [InlineData(Nested, true)]
    [InlineData("segments/1", false)]
    public async Task A_found_object_is_durable_unless_only_references_lead_to_it(string key, bool isDurable)
    {
        await using (var store = Open())
        {
            LinkOfAnother(key);
            Assert.True((await store.ReadAsync(key, 0, new byte[1], Cancellation)).Found);
        }

        await AssertDurableAsync(key, isDurable);
    }

    [Theory]
    [InlineData("journal/1")]
    [InlineData(Nested)]
    public async Task An_object_whose_size_was_told_is_durable(string key)
    {
        await using (var store = Open())
        {
            LinkOfAnother(key);
            Assert.NotNull(await store.StatAsync(key, Cancellation));
        }

        await AssertDurableAsync(key, isDurable: true);
    }

    [Fact]
    public async Task A_folder_that_another_process_removed_and_made_again_is_durable_with_the_object()
    {
        await using (var store = Open())
        {
            await store.CreateAsync(Nested, new byte[1], Cancellation);
            _disk.Remove($"{ForgetfulDisk.Root}/{Nested}");
            Assert.True(_disk.TryRemoveEmpty($"{ForgetfulDisk.Root}/snapshots/1/2"));
            Assert.True(_disk.TryRemoveEmpty($"{ForgetfulDisk.Root}/snapshots/1"));
            _disk.Sync($"{ForgetfulDisk.Root}/snapshots");
            _disk.Make($"{ForgetfulDisk.Root}/snapshots/1");
            _disk.Make($"{ForgetfulDisk.Root}/snapshots/1/2");

            Assert.Equal(PutOutcome.Created, await store.CreateAsync(Nested, new byte[1], Cancellation));
        }

        await AssertDurableAsync(Nested, isDurable: true);
    }

    [Fact]
    public async Task A_name_that_could_not_be_synced_stays_and_its_process_vouches_for_nothing_any_more()
    {
        await using var store = Open();
        await store.CreateAsync("segments/1", new byte[1], Cancellation);
        await store.CreateAsync("journal/1", new byte[1], Cancellation);
        _disk.Failing = (step, path) => step == DiskStep.SyncFolder && path == $"{ForgetfulDisk.Root}/journal";
        await UnavailableAsync(async () => await store.CreateAsync("journal/2", new byte[1], Cancellation));
        _disk.Failing = (_, _) => false;

        // Linux would let a second sync succeed without having written anything.
        await UnavailableAsync(async () => await store.CreateAsync("journal/2", new byte[1], Cancellation));
        await UnavailableAsync(async () => await store.CreateAsync("segments/2", new byte[1], Cancellation));
        await UnavailableAsync(async () => await store.ReadAsync("journal/2", 0, new byte[1], Cancellation));
        Assert.True((await store.ReadAsync("segments/1", 0, new byte[1], Cancellation)).Found);

        // Another process may have read it.
        Assert.NotNull(_disk.SizeOf($"{ForgetfulDisk.Root}/journal/2"));
        Assert.Null(_disk.SizeOf($"{ForgetfulDisk.Root}/segments/2"));
    }

    [Fact]
    public async Task A_read_that_could_not_sync_is_no_answer()
    {
        await using var store = Open();
        LinkOfAnother("journal/1");
        _disk.Failing = (step, _) => step == DiskStep.SyncFolder;

        await UnavailableAsync(async () => await store.ReadAsync("journal/1", 0, new byte[1], Cancellation));
        await UnavailableAsync(async () => await store.StatAsync("journal/1", Cancellation));
    }

    [Fact]
    public async Task An_opening_passes_over_a_folder_that_another_process_removes_before_its_sync()
    {
        _disk.Make($"{ForgetfulDisk.Root}/snapshots");
        await using var store = Open(new FoldersWithOneRemoved(_disk));

        Assert.Equal(PutOutcome.Created, await store.CreateAsync("snapshots/1/a", new byte[1], Cancellation));
    }

    private static async Task UnavailableAsync(Func<Task> call) =>
        Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<GaramException>(call)).Kind);

    private async Task AssertDurableAsync(string key, bool isDurable)
    {
        _disk.LosePower(coin: null);
        await using var store = Open();
        Assert.Equal(isDurable, await store.StatAsync(key, Cancellation) is not null);
    }

    /// <summary>Everything that another process does for a create up to the link.</summary>
    private void LinkOfAnother(string key)
    {
        var folder = ForgetfulDisk.Root;
        foreach (var part in key.Split('/')[..^1])
        {
            folder += "/" + part;
            _disk.Make(folder);
        }

        using var file = _disk.CreateUnnamed(folder, direct: false);
        file.Write(new byte[1]);
        file.SyncContent();
        Assert.True(file.TryLink($"{ForgetfulDisk.Root}/{key}"));
    }

    private DirectoryObjectStore Open(IFolderLayer? folders = null) => new(
        ForgetfulDisk.Root,
        new DirectoryStoreOptions { Root = ForgetfulDisk.Root, IsShared = true, ReferencedPrefixes = ["segments/"] },
        new FileSystemPort(_disk, folders ?? _disk),
        NullLogger.Instance);

    /// <summary>Every list of the snapshots names a folder that is gone by the time the reader comes to it.</summary>
    private sealed class FoldersWithOneRemoved(ForgetfulDisk disk) : IFolderLayer
    {
        public void Make(string path) => disk.Make(path);

        public void Sync(string path) => disk.Sync(path);

        public bool TryRemoveEmpty(string path) => disk.TryRemoveEmpty(path);

        public IEnumerable<FolderEntry> List(string path) =>
            path.EndsWith("/snapshots", StringComparison.Ordinal) ? disk.List(path).Append(new FolderEntry("0", true)) : disk.List(path);
    }
}
