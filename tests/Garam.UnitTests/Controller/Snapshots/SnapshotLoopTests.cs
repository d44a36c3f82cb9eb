using Garam.Controller.Snapshots;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;

namespace Garam.UnitTests.Controller.Snapshots;

public sealed class SnapshotLoopTests : IAsyncDisposable
{
    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _memory = new();

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    [Fact]
    public void A_large_state_waits_for_entries_of_half_its_size() => _world.Run(async () =>
    {
        using var process = await LeadingAsync();
        await process.Leader.SubmitAsync(
            new CreateTopic { Name = "wide", Partitions = 2_000, TopicId = new Uuid(1, 1) }, CancellationToken.None);
        await process.Snapshots.SnapshotAsync(CancellationToken.None);
        var (first, size) = await NewestAsync(process);

        var before = process.Replica.AppliedBytes;
        while ((await NewestAsync(process)).Sequence == first)
        {
            await process.CreateTopicAsync($"topic-{process.TopicCount}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), _world.Clock);
        }

        var waited = process.Replica.AppliedBytes - before;
        Assert.InRange(waited, size / 2, size);
        await process.StopAsync();
    });

    [Fact]
    public void A_restarted_process_remembers_the_size_of_the_state() => _world.Run(async () =>
    {
        using (var process = await LeadingAsync())
        {
            await process.Leader.SubmitAsync(
                new CreateTopic { Name = "wide", Partitions = 2_000, TopicId = new Uuid(1, 1) }, CancellationToken.None);
            await process.Snapshots.SnapshotAsync(CancellationToken.None);
            await process.StopAsync();
        }

        using var next = await LeadingAsync();
        var (first, _) = await NewestAsync(next);
        await next.CreateTopicAsync("one");
        await Task.Delay(TimeSpan.FromSeconds(1), _world.Clock);
        Assert.Equal(first, (await NewestAsync(next)).Sequence);
        await next.StopAsync();
    });

    /// <summary>A leader that cuts a snapshot after every entry, were it not for the size of the state.</summary>
    private async Task<ControllerProcess> LeadingAsync()
    {
        var process = await ControllerProcess.RestoreAsync(
            _memory, _world.Clock, snapshots: new SnapshotOptions { EntriesMax = 1_000_000, EntryBytesMin = 1 });
        await process.LeadAsync();
        _ = process.Snapshots.RunAsync(TestContext.Current.CancellationToken);
        return process;
    }

    private static async Task<(long Sequence, long Bytes)> NewestAsync(ControllerProcess process)
    {
        var reader = process.Context.Stores.Snapshots.Reader;
        var newest = (await reader.ListAsync(CancellationToken.None))[0];
        var manifest = await reader.ReadManifestAsync(newest, CancellationToken.None);
        return (newest, manifest.Chunks.Sum(static chunk => (long)chunk.Length));
    }
}
