using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Errors;
using Garam.UnitTests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>Full and read-only file systems: the faults are told apart, and nothing half-made stays.</summary>
public sealed class DirectoryStoreEnvironmentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_disk_refuses_creates_until_there_is_room_again(bool unnamedFiles)
    {
        using var disk = new MountedFileSystem("size=1m");
        await using var store = Open(disk.Path, unnamedFiles);
        await store.CreateAsync("segments/0", new byte[500_000], Cancellation);

        await FaultAsync(ErrorKind.Unavailable, store, new byte[900_000]);
        await FaultAsync(ErrorKind.Unavailable, store, new byte[900_000]);
        Assert.Equal(["segments/0"], (await store.ListAsync("", "", 10, Cancellation)).Select(stat => stat.Key));

        await store.DeleteAsync(["segments/0"], Cancellation);
        Assert.Equal(PutOutcome.Created, await store.CreateAsync("segments/1", new byte[900_000], Cancellation));
    }

    [Fact]
    public void A_read_only_directory_is_refused_at_the_start()
    {
        using var disk = new MountedFileSystem("size=1m,ro");

        var fault = Assert.Throws<GaramException>(() => Open(disk.Path, unnamedFiles: true));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains(disk.Path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_still_records_deletions_and_takes_the_rest_when_there_is_room()
    {
        using var disk = new MountedFileSystem("size=4m");
        var log = new RecordingLogger<DirectoryObjectStore>();
        await using var store = Open(disk.Path, log);
        await FillAsync(store);

        for (var entry = 0; entry < 10; entry++)
        {
            Assert.Equal(PutOutcome.Created, await store.CreateAsync($"journal/{entry}", new byte[10], Cancellation));
        }

        Assert.True(store.IsShortOfRoom);
        await FaultAsync(ErrorKind.Unavailable, store, new byte[1]);
        Assert.Single(log.Lines, line => line.Contains("is full", StringComparison.Ordinal));

        await store.DeleteAsync(["segments/0", "segments/1"], Cancellation);

        Assert.False(store.IsShortOfRoom);
        Assert.Equal(PutOutcome.Created, await store.CreateAsync("segments/1", new byte[1], Cancellation));
        Assert.Single(log.Lines, line => line.Contains("has space again", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(disk.Path, ".reserve")));
    }

    [Fact]
    public async Task A_store_on_a_disk_that_is_full_can_be_opened_and_made_smaller()
    {
        using var disk = new MountedFileSystem("size=4m");
        await using (var store = Open(disk.Path, new RecordingLogger<DirectoryObjectStore>()))
        {
            await FillAsync(store);
        }

        await using var again = Open(disk.Path, new RecordingLogger<DirectoryObjectStore>());
        Assert.Equal(PutOutcome.Created, await again.CreateAsync("journal/1", new byte[10], Cancellation));
        Assert.True(again.IsShortOfRoom);
        await again.DeleteAsync(["segments/0", "segments/1"], Cancellation);
        Assert.False(again.IsShortOfRoom);
    }

    [Fact]
    public async Task Room_that_somebody_else_made_is_found()
    {
        using var disk = new MountedFileSystem("size=4m");
        await using var store = Open(disk.Path, new RecordingLogger<DirectoryObjectStore>());
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[2 << 20], Cancellation);
        await FillAsync(store);
        await store.CreateAsync("journal/1", new byte[10], Cancellation);
        Assert.False(await store.TryRecoverRoomAsync(Cancellation));

        File.Delete(ballast);

        Assert.True(await store.TryRecoverRoomAsync(Cancellation));
        Assert.Equal(PutOutcome.Created, await store.CreateAsync("segments/more", new byte[1], Cancellation));
    }

    /// <summary>Down to the last block.</summary>
    private static async Task FillAsync(DirectoryObjectStore store)
    {
        var size = 1 << 20;
        for (var number = 0; size >= 4096;)
        {
            try
            {
                await store.CreateAsync($"segments/{number}", new byte[size], Cancellation);
                number++;
            }
            catch (GaramException full) when (full.IsNoSpace)
            {
                size /= 2;
            }
        }
    }

    private static DirectoryObjectStore Open(string root, ILogger<DirectoryObjectStore> logger) => DirectoryObjectStore.Open(
        new DirectoryStoreOptions { Root = root, ReserveBytes = 1 << 20, ReservedPrefixes = ["journal/"] }, logger);

    private static DirectoryObjectStore Open(string root, bool unnamedFiles) => DirectoryObjectStore.Open(
        new DirectoryStoreOptions { Root = root, UnnamedFiles = unnamedFiles }, NullLogger<DirectoryObjectStore>.Instance);

    private static async Task FaultAsync(ErrorKind kind, IObjectStore store, byte[] content)
    {
        var fault = await Assert.ThrowsAsync<GaramException>(
            async () => await store.CreateAsync("segments/1", content, Cancellation));
        Assert.Equal(kind, fault.Kind);
    }
}
