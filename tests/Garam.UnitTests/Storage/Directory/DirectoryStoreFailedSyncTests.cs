using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>A sync that fails once and then "succeeds" without having written anything, as Linux does it.</summary>
public sealed class DirectoryStoreFailedSyncTests
{
    private const string Key = "journal/1";
    private const string Folder = "/store/journal";

    private readonly ForgetfulDisk _disk = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(DiskStep.Write))]
    [InlineData(nameof(DiskStep.SyncContent))]
    [InlineData(nameof(DiskStep.Link))]
    [InlineData(nameof(DiskStep.SyncFolder))]
    [InlineData(nameof(DiskStep.MakeFolder))]
    public async Task A_create_that_failed_leaves_no_name_and_can_be_repeated_durably(string failingStep)
    {
        var failing = Enum.Parse<DiskStep>(failingStep);
        await using (var store = Open())
        {
            _disk.Failing = (step, path) => step == failing && path != ForgetfulDisk.Root;
            await UnavailableAsync(store);
            Assert.Null(await store.StatAsync(Key, Cancellation));

            _disk.Failing = (_, _) => false;
            Assert.Equal(PutOutcome.Created, await store.CreateAsync(Key, new byte[] { 1, 2, 3 }, Cancellation));
        }

        await AssertDurableAsync();
    }

    [Fact]
    public async Task A_failed_sync_of_the_root_leaves_no_folder_that_is_taken_for_durable()
    {
        await using (var store = Open())
        {
            _disk.Failing = (step, path) => step == DiskStep.SyncFolder && path == ForgetfulDisk.Root;
            await UnavailableAsync(store);

            _disk.Failing = (_, _) => false;
            Assert.Equal(PutOutcome.Created, await store.CreateAsync(Key, new byte[] { 1, 2, 3 }, Cancellation));
        }

        await AssertDurableAsync();
    }

    [Fact]
    public async Task A_name_that_cannot_be_taken_back_stops_all_creates()
    {
        await using var store = Open();
        _disk.Failing = (step, path) =>
            (step == DiskStep.SyncFolder && path == Folder) || step == DiskStep.RemoveFile;
        await UnavailableAsync(store);

        _disk.Failing = (_, _) => false;
        await UnavailableAsync(store);
    }

    private DirectoryObjectStore Open() => new(
        ForgetfulDisk.Root,
        new DirectoryStoreOptions { Root = ForgetfulDisk.Root },
        new FileSystemPort(_disk, _disk),
        NullLogger.Instance);

    private static async Task UnavailableAsync(IObjectStore store)
    {
        var fault = await Assert.ThrowsAsync<GaramException>(
            async () => await store.CreateAsync(Key, new byte[] { 1, 2, 3 }, Cancellation));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
    }

    private async Task AssertDurableAsync()
    {
        _disk.LosePower(coin: null);
        await using var store = Open();
        var content = new byte[10];
        Assert.Equal(new ReadOutcome(true, 3), await store.ReadAsync(Key, 0, content, Cancellation));
        Assert.Equal([1, 2, 3], content[..3]);
    }
}
