using System.IO.Compression;
using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Garam.UnitTests.Metadata;

namespace Garam.UnitTests.Journal;

/// <summary>
/// A store that a server of feature level 0 left behind when it was killed: trimmed journal, floor, snapshots, segments, groups and
/// producers. It was written once and is never written again: every later program has to open it, raise its level and go on.
/// </summary>
public sealed class GoldenStoreTests : IAsyncDisposable
{
    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void A_store_of_level_zero_opens_is_raised_and_survives_a_snapshot_and_a_restart() => _world.Run(async () =>
    {
        await LoadAsync("store-v0.zip");
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, new LeaderOptions { StoreIsExclusive = true });
        AssertGolden(process.Replica, featureLevel: 0);
        Assert.True(process.Replica.RestoredSequence > 0);

        await process.LeadAsync();
        var registration = new RegisterProcess { Name = "garam", Host = "127.0.0.1", Port = 19392, FeatureLevelMax = FeatureLevels.Latest };
        await process.Leader.SubmitAsync(registration, default);
        await Garam.Controller.Jobs.FeatureLevelRaise.RunAsync(process.Replica, process.Leader, default);
        AssertGolden(process.Replica, FeatureLevels.Latest);

        await process.Snapshots.SnapshotAsync(default);
        await process.CreateTopicAsync("zz");
        var before = process.Replica.Read(0, static (state, _) => TestCluster.Snapshot(state));
        await process.StopAsync();
        var again = await ControllerProcess.RestoreAsync(_store, _world.Clock, 2);
        AssertGolden(again.Replica, FeatureLevels.Latest);
        Assert.True(again.HasTopic("zz"));
        Assert.Equal(before.Length, again.Replica.Read(0, static (state, _) => TestCluster.Snapshot(state)).Length);
    });

    private static void AssertGolden(Replica replica, short featureLevel)
    {
        var seen = replica.Read(0, static (state, _) => (
            state.Facts.FeatureLevel,
            Topics: string.Join(' ', state.Topics.OrderedByName("").Take(3).Select(topic => $"{topic.Name}:{topic.Partitions}")),
            Ends: EndsOf(state, "orders"),
            state.Segments.LiveCount,
            Groups: string.Join(' ', state.Groups.Capture().Values.Select(group => $"{group.GroupId}:{group.Offsets.Count}"))));

        Assert.Equal((featureLevel, "gone:1 orders:3 short:1", "160 140 309", 34, "other:1 team:1"), seen);
    }

    private static string EndsOf(ClusterState state, string name)
    {
        Assert.True(state.Topics.TryGet(name, out var topic));
        return string.Join(' ', Enumerable.Range(0, topic.Partitions).Select(number =>
            state.Topics.TryGetPartition(new TopicPartition(topic.Id, number), out var log) ? log.HighWatermark : -1));
    }

    private async Task LoadAsync(string name)
    {
        await using var resource = typeof(GoldenStoreTests).Assembly.GetManifestResourceStream(name);
        using var archive = new ZipArchive(resource!);
        foreach (var entry in archive.Entries)
        {
            using var content = new MemoryStream();
            await using var stored = await entry.OpenAsync();
            await stored.CopyToAsync(content);
            await _store.CreateAsync(entry.FullName, content.ToArray(), default);
        }
    }
}
