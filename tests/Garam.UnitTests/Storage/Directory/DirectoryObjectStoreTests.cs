using System.Globalization;
using Garam.Storage;
using Garam.Storage.Directory;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Garam.UnitTests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>Properties that only a directory has: an owner, files that others put there, an end.</summary>
public sealed class DirectoryObjectStoreTests : IDisposable
{
    private readonly DirectoryInfo _root = System.IO.Directory.CreateTempSubdirectory("garam-storage-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task A_second_owner_is_refused_by_name_and_admitted_when_the_first_has_gone()
    {
        await using (Open())
        {
            var fault = Assert.Throws<GaramException>(Open);
            Assert.Equal(ErrorKind.Conflict, fault.Kind);
            Assert.Contains(_root.FullName, fault.Message, StringComparison.Ordinal);
            Assert.Contains(
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture), fault.Message, StringComparison.Ordinal);
        }

        await using var second = Open();
        Assert.Equal(PutOutcome.Created, await second.CreateAsync("a/b", new byte[10], Cancellation));
    }

    [Fact]
    public async Task A_lock_file_that_was_deleted_lets_nobody_else_in()
    {
        await using var first = Open();
        File.Delete(Path.Combine(_root.FullName, "lock"));

        Assert.Contains("in use by another process", Assert.Throws<GaramException>(Open).Message, StringComparison.Ordinal);

        Assert.Equal(PutOutcome.Created, await first.CreateAsync("a/b", new byte[10], Cancellation));
    }

    [Fact]
    public void An_earlier_program_that_locks_the_file_alone_is_respected()
    {
        using (var file = LinuxCalls.Open(Path.Combine(_root.FullName, "lock"), OpenFlags.ReadWrite | OpenFlags.Create, 0x1A4))
        {
            Assert.Equal(0, LinuxCalls.Flock(file, LinuxCalls.LockExclusive | LinuxCalls.LockNonBlocking));
            Assert.Contains("in use", Assert.Throws<GaramException>(Open).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_else_can_read_what_is_made()
    {
        var root = Path.Combine(_root.FullName, "store");
        var log = new RecordingLogger<DirectoryObjectStore>();
        await using (var store = Open(root, log))
        {
            await store.CreateAsync("segments/1", new byte[100_000], Cancellation);
            await store.CreateAsync("snapshots/1/a", new byte[1], Cancellation);
        }

        const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(Folder, ModeOf(root));
        Assert.All(
            System.IO.Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories), path => Assert.Equal(Folder, ModeOf(path)));
        Assert.All(
            System.IO.Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories),
            path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(path)));
        Assert.DoesNotContain(log.Lines, line => line.Contains("Other users", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "755")]
    [InlineData("segments", "750")]
    [InlineData("segments/1", "640")]
    public async Task A_path_that_others_can_reach_is_warned_of_once(string path, string mode)
    {
        await using (var store = Open())
        {
            await store.CreateAsync("segments/1", new byte[1], Cancellation);
            await store.CreateAsync("segments/2", new byte[1], Cancellation);
        }

        SetMode(Path.Combine(_root.FullName, path), (UnixFileMode)Convert.ToInt32(mode, 8));
        var log = new RecordingLogger<DirectoryObjectStore>();
        await using var again = Open(_root.FullName, log);

        var warning = Assert.Single(log.Lines, line => line.Contains("Other users", StringComparison.Ordinal));
        Assert.Contains($"(mode {mode}) and 0 more", warning, StringComparison.Ordinal);
        Assert.Contains($"chmod -R go-rwx {_root.FullName}", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_are_there_after_a_restart()
    {
        await using (var store = Open())
        {
            await store.CreateAsync("a/b/c", new byte[] { 1, 2, 3 }, Cancellation);
        }

        await using var again = Open();
        var content = new byte[10];
        Assert.Equal(new ReadOutcome(true, 3), await again.ReadAsync("a/b/c", 0, content, Cancellation));
        Assert.Equal([1, 2, 3], content[..3]);
    }

    [Fact]
    public async Task What_is_no_object_is_not_listed_and_left_overs_are_removed()
    {
        _root.CreateSubdirectory("lost+found");
        var leftOver = Path.Combine(_root.CreateSubdirectory(".tmp").FullName, "17");
        await File.WriteAllTextAsync(leftOver, "half", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_root.CreateSubdirectory("a").FullName, "not a key"), "x", Cancellation);

        await using var store = Open();
        await store.CreateAsync("a/key", new byte[1], Cancellation);

        Assert.Equal([new ObjectStat("a/key", 1)], await store.ListAsync("", "", 100, Cancellation));
        Assert.False(File.Exists(leftOver));
    }

    [Theory]
    [InlineData("segments/3/")]
    [InlineData("segments/4/")]
    [InlineData("../")]
    [InlineData("segments/../segments/")]
    [InlineData("/")]
    public async Task A_prefix_that_names_no_folder_of_the_store_lists_nothing(string prefix)
    {
        await using var store = Open();
        await store.CreateAsync("segments/3", new byte[1], Cancellation);

        Assert.Empty(await store.ListAsync(prefix, "", 100, Cancellation));
    }

    [Fact]
    public async Task A_file_that_was_cut_short_is_read_as_far_as_it_goes()
    {
        await using var store = Open();
        await store.CreateAsync("segments/1", new byte[100_000], Cancellation);
        using (var file = File.OpenWrite(Path.Combine(_root.FullName, "segments", "1")))
        {
            file.SetLength(5000);
        }

        Assert.Equal(new ReadOutcome(true, 5000), await store.ReadAsync("segments/1", 0, new byte[100_000], Cancellation));
    }

    [Fact]
    public async Task A_folder_of_snapshots_goes_with_its_last_object()
    {
        await using var store = Open();
        await store.CreateAsync("snapshots/1/x/a", new byte[1], Cancellation);
        await store.CreateAsync("snapshots/1/b", new byte[1], Cancellation);

        await store.DeleteAsync(["snapshots/1/x/a", "snapshots/1/b"], Cancellation);

        Assert.True(System.IO.Directory.Exists(Path.Combine(_root.FullName, "snapshots")));
        Assert.False(System.IO.Directory.Exists(Path.Combine(_root.FullName, "snapshots", "1")));
    }

    [Fact]
    public async Task Disposal_finishes_what_was_accepted_and_refuses_what_comes_later()
    {
        var store = Open();
        var accepted = Enumerable.Range(0, 20)
            .Select(i => store.CreateAsync($"a/{i}", new byte[100], Cancellation).AsTask())
            .ToArray();

        await store.DisposeAsync();

        Assert.All(await Task.WhenAll(accepted), outcome => Assert.Equal(PutOutcome.Created, outcome));
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await store.CreateAsync("a/late", new byte[1], Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.StatAsync("a/1", Cancellation));
    }

    [Fact]
    public void A_root_that_is_a_file_is_refused()
    {
        var path = Path.Combine(_root.FullName, "file");
        File.WriteAllText(path, "x");

        var fault = Assert.Throws<GaramException>(() => Open(path));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private DirectoryObjectStore Open() => Open(_root.FullName);

    private static DirectoryObjectStore Open(string root) => Open(root, NullLogger<DirectoryObjectStore>.Instance);

    private static DirectoryObjectStore Open(string root, ILogger<DirectoryObjectStore> logger) =>
        DirectoryObjectStore.Open(new DirectoryStoreOptions { Root = root }, logger);
}
