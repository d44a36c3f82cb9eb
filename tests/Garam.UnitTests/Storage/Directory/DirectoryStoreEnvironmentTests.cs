using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Errors;
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

    private static DirectoryObjectStore Open(string root, bool unnamedFiles) => DirectoryObjectStore.Open(
        new DirectoryStoreOptions { Root = root, UnnamedFiles = unnamedFiles }, NullLogger<DirectoryObjectStore>.Instance);

    private static async Task FaultAsync(ErrorKind kind, IObjectStore store, byte[] content)
    {
        var fault = await Assert.ThrowsAsync<GaramException>(
            async () => await store.CreateAsync("segments/1", content, Cancellation));
        Assert.Equal(kind, fault.Kind);
    }
}
