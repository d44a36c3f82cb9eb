using System.Globalization;
using Garam.Storage.Directory;
using Garam.Storage.Directory.Files;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>The rules between stores that own a directory alone and stores that share it, and what an opening leaves alone.</summary>
public sealed class SharedOwnershipTests : IDisposable
{
    private readonly DirectoryInfo _root = System.IO.Directory.CreateTempSubdirectory("garam-shared-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task An_exclusive_owner_refuses_a_shared_one_by_name()
    {
        await using (Open(isShared: false))
        {
            var fault = Assert.Throws<GaramException>(() => Open(isShared: true));

            Assert.Equal(ErrorKind.Conflict, fault.Kind);
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"{_root.FullName} is in use by process {Environment.ProcessId}."),
                fault.Message, StringComparison.Ordinal);
        }

        await using var shared = Open(isShared: true);
    }

    [Fact]
    public async Task Shared_owners_refuse_an_exclusive_one_until_the_last_has_gone()
    {
        var one = Open(isShared: true);
        var other = Open(isShared: true);
        AssertRefusedByAgents();

        await one.DisposeAsync();
        AssertRefusedByAgents();

        await other.DisposeAsync();
        await using var exclusive = Open(isShared: false);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lock")]
    public void Either_lock_alone_keeps_out_a_shared_owner(string name)
    {
        using var locked = Lock(name, LinuxCalls.LockExclusive);

        var fault = Assert.Throws<GaramException>(() => Open(isShared: true));

        Assert.Contains("in use by another process", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lock")]
    public async Task Either_lock_shared_keeps_out_an_exclusive_owner_and_no_shared_one(string name)
    {
        using var locked = Lock(name, LinuxCalls.LockShared);

        AssertRefusedByAgents();
        await using var shared = Open(isShared: true);
    }

    [Fact]
    public async Task A_temporary_file_of_a_live_process_stays_and_one_of_the_day_before_yesterday_goes()
    {
        var folder = _root.CreateSubdirectory(".tmp").FullName;
        var (young, old) = (Path.Combine(folder, "0123-1"), Path.Combine(folder, "17"));
        await File.WriteAllTextAsync(young, "half", Cancellation);
        await File.WriteAllTextAsync(old, "half", Cancellation);
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(young) - TimeSpan.FromDays(2));

        await using (Open(isShared: true))
        {
            Assert.True(File.Exists(young));
            Assert.False(File.Exists(old));
        }

        await using var exclusive = Open(isShared: false);
        Assert.False(File.Exists(young));
    }

    [Fact]
    public async Task The_reserve_of_an_exclusive_owner_is_given_back()
    {
        var reserve = Path.Combine(_root.FullName, ".reserve");
        await using (Open(isShared: false))
        {
            Assert.True(File.Exists(reserve));
        }

        await using var shared = Open(isShared: true);
        Assert.False(File.Exists(reserve));
        Assert.False(shared.IsShortOfRoom);
    }

    private void AssertRefusedByAgents()
    {
        var fault = Assert.Throws<GaramException>(() => Open(isShared: false));
        Assert.Equal(ErrorKind.Conflict, fault.Kind);
        Assert.Contains($"{_root.FullName} is in use by agents", fault.Message, StringComparison.Ordinal);
    }

    private SafeFileHandle Lock(string name, int kind)
    {
        var flags = name.Length == 0 ? OpenFlags.Read | OpenFlags.Directory : OpenFlags.ReadWrite | OpenFlags.Create;
        var file = LinuxCalls.Open(Path.Combine(_root.FullName, name), flags, 0x180);
        Assert.Equal(0, LinuxCalls.Flock(file, kind | LinuxCalls.LockNonBlocking));
        return file;
    }

    private DirectoryObjectStore Open(bool isShared) => DirectoryObjectStore.Open(
        new DirectoryStoreOptions { Root = _root.FullName, IsShared = isShared, ReserveBytes = 1 << 20 },
        NullLogger<DirectoryObjectStore>.Instance);
}
