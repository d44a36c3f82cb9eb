using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Storage.Directory;

/// <summary>
/// Turns the power off after every single step of a workload, on a disk that forgets whatever was not synced, and looks what is left.
/// Then leaves out one kind of sync after another and demands that the same check finds it: otherwise it would prove nothing.
/// </summary>
public sealed class DirectoryStoreDurabilityTests
{
    private const int CoinsPerStep = 3;

    [Fact]
    public async Task Everything_answered_survives_a_power_loss_at_any_point() =>
        Assert.Empty(await FaultsAsync(_ => { }, killFirst: false));

    [Fact]
    public async Task What_can_be_read_after_a_kill_survives_a_power_loss() =>
        Assert.Empty(await FaultsAsync(_ => { }, killFirst: true));

    [Fact]
    public async Task The_check_finds_it_when_content_is_not_synced() => Assert.NotEmpty(await FaultsAsync(
        disk => disk.Ignored = (step, _) => step == DiskStep.SyncContent, killFirst: false));

    [Theory]
    [InlineData("/store/journal")]
    [InlineData("/store/segments")]
    [InlineData("/store/snapshots/0001")]
    public async Task The_check_finds_it_when_the_directory_of_objects_is_not_synced(string folder) => Assert.NotEmpty(await FaultsAsync(
        disk => disk.Ignored = (step, path) => step == DiskStep.SyncFolder && path == folder, killFirst: false));

    [Theory]
    [InlineData("/store")]
    [InlineData("/store/snapshots")]
    public async Task The_check_finds_it_when_the_parent_of_a_new_directory_is_not_synced(string folder) =>
        Assert.NotEmpty(await FaultsAsync(
            disk => disk.Ignored = (step, path) => step == DiskStep.SyncFolder && path == folder, killFirst: false));

    [Fact]
    public async Task The_check_finds_it_when_the_start_does_not_sync() => Assert.NotEmpty(await FaultsAsync(
        _ => { }, killFirst: true, disk => disk.Ignored = (step, _) => step == DiskStep.SyncFolder));

    private static DirectoryObjectStore Open(ForgetfulDisk disk) => new(
        ForgetfulDisk.Root,
        new DirectoryStoreOptions { Root = ForgetfulDisk.Root, ReaderThreads = 1 },
        new FileSystemPort(disk, disk),
        NullLogger.Instance);

    private static async Task<List<string>> FaultsAsync(
        Action<ForgetfulDisk> prepare, bool killFirst, Action<ForgetfulDisk>? afterKill = null)
    {
        List<string> faults = [];
        var finished = false;
        for (var steps = 0; !finished; steps++)
        {
            for (var coin = 0; coin < CoinsPerStep; coin++)
            {
                var disk = new ForgetfulDisk();
                prepare(disk);
                disk.PowerOffAfter(steps);
                var workload = new StoreWorkload();
                finished = await RunAsync(disk, workload);
                if (killFirst)
                {
                    afterKill?.Invoke(disk);
                    await PromiseWhatIsVisibleAsync(disk, workload);
                }

                // The first throw loses all that was not synced, the others some of it.
                disk.LosePower(coin == 0 ? null : new Random(coin));
                await using var store = Open(disk);
                faults.AddRange((await workload.FaultsOfAsync(store)).Select(fault => $"after {steps} steps, coin {coin}: {fault}"));
                if (faults.Count > 0)
                {
                    return faults;
                }
            }
        }

        return faults;
    }

    /// <summary>False when the power went before the workload's end.</summary>
    private static async Task<bool> RunAsync(ForgetfulDisk disk, StoreWorkload workload)
    {
        try
        {
            await using var store = Open(disk);
            await workload.RunAsync(store);
            return true;
        }
        catch (PowerLossException)
        {
            return false;
        }
    }

    private static async Task PromiseWhatIsVisibleAsync(ForgetfulDisk disk, StoreWorkload workload)
    {
        disk.Restart();
        await using var store = Open(disk);
        foreach (var (key, content) in await StoreWorkload.ReadAllAsync(store))
        {
            workload.Promised[key] = content;
        }
    }
}
