using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Storage.Directory;

public sealed class GroupSyncTests
{
    [Fact]
    public async Task Small_creates_that_wait_together_share_one_sync_of_their_directory()
    {
        using var held = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var syncs = 0;
        var disk = new ForgetfulDisk();
        await using var store = new DirectoryObjectStore(
            ForgetfulDisk.Root,
            new DirectoryStoreOptions { Root = ForgetfulDisk.Root },
            new FileSystemPort(disk, disk),
            NullLogger.Instance);
        var cancellation = TestContext.Current.CancellationToken;
        await store.CreateAsync("journal/0", new byte[10], cancellation);

        // The hook only looks on: the first create waits in its sync until four more stand behind it.
        disk.Failing = (step, path) =>
        {
            if (step == DiskStep.SyncFolder && Interlocked.Increment(ref syncs) == 1)
            {
                held.Set();
                release.Wait(cancellation);
            }

            return false;
        };
        var first = store.CreateAsync("journal/1", new byte[10], cancellation).AsTask();
        held.Wait(cancellation);
        var others = Enumerable.Range(2, 4).Select(i => store.CreateAsync($"journal/{i}", new byte[10], cancellation).AsTask()).ToArray();
        release.Set();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, syncs);
    }
}
