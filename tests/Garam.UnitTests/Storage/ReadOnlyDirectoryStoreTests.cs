using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging.Abstractions;
using Folder = System.IO.Directory;

namespace Garam.UnitTests.Storage;

/// <summary>A reader may look while another process owns the directory, and cannot change anything.</summary>
public sealed class ReadOnlyDirectoryStoreTests : IDisposable
{
    private readonly string _root = Folder.CreateTempSubdirectory("garam-test-").FullName;

    public void Dispose() => Folder.Delete(_root, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_sees_what_a_running_owner_stores(bool direct)
    {
        var options = new DirectoryStoreOptions { Root = _root, DirectIo = direct };
        await using var owner = DirectoryObjectStore.Open(options, NullLogger<DirectoryObjectStore>.Instance);
        await owner.CreateAsync("garam/store", new byte[10], CancellationToken.None);
        await using var reader = ReadOnlyDirectoryStore.Open(options, "garam/store");
        await owner.CreateAsync("a/b", new byte[5000], CancellationToken.None);

        var content = new byte[6000];
        Assert.Equal(new ReadOutcome(true, 5000), await reader.ReadAsync("a/b", 0, content, CancellationToken.None));
        Assert.Equal(new ObjectStat("a/b", 5000), await reader.StatAsync("a/b", CancellationToken.None));
        Assert.Equal(["a/b", "garam/store"], (await reader.ListAsync("", "", 10, CancellationToken.None)).Select(stat => stat.Key));
    }

    [Fact]
    public async Task It_changes_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "a"), "content", TestContext.Current.CancellationToken);
        await using var reader = ReadOnlyDirectoryStore.Open(new DirectoryStoreOptions { Root = _root }, "a");

        await Assert.ThrowsAsync<GaramException>(async () => await reader.CreateAsync("b", new byte[1], CancellationToken.None));
        await Assert.ThrowsAsync<GaramException>(async () => await reader.DeleteAsync(["a"], CancellationToken.None));

        Assert.Equal([Path.Combine(_root, "a")], Folder.EnumerateFileSystemEntries(_root));
    }

    [Fact]
    public async Task Names_that_no_object_can_have_are_told_apart_from_its_own_files()
    {
        Folder.CreateDirectory(Path.Combine(_root, ".tmp"));
        Folder.CreateDirectory(Path.Combine(_root, "segments", ".hidden"));
        await File.WriteAllTextAsync(Path.Combine(_root, "lock"), "1", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_root, "segments", "a b"), "1", TestContext.Current.CancellationToken);
        await using var reader = ReadOnlyDirectoryStore.Open(new DirectoryStoreOptions { Root = _root }, "none");

        Assert.Equal(
            ["segments/.hidden", "segments/a b"],
            (await reader.ListForeignNamesAsync(10, CancellationToken.None)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_refused()
    {
        var fault = Assert.Throws<GaramException>(
            () => ReadOnlyDirectoryStore.Open(new DirectoryStoreOptions { Root = Path.Combine(_root, "none") }, "x"));
        Assert.Contains("no directory", fault.Message, StringComparison.Ordinal);
    }
}
