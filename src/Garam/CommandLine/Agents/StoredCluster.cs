using Garam.Cli.Terminal;
using Garam.CommandLine.Stores;
using Garam.Journal.Replication;
using Garam.Metadata.Cluster;
using Garam.Metadata.State;
using Garam.Peers;
using Garam.Storage.Errors;
using Garam.Storage.Format;
using Garam.Storage.Locations;
using Garam.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.CommandLine.Agents;

/// <summary>
/// The metadata of a cluster as its store holds it. Reads snapshots and journal like an agent that follows, takes no lock and writes
/// nothing, so it works whether agents run or not. Owns the store. One caller at a time.
/// </summary>
internal sealed class StoredCluster : IAsyncDisposable
{
    private readonly StoreLocation _location;
    private readonly ReadStore _store;
    private readonly JournalStores _stores;
    private readonly ReplicaSource _source;
    private readonly Replica _replica;
    private StoredSnapshotPlace? _snapshot;

    private StoredCluster(StoreLocation location, ReadStore store, JournalStores stores, (ReplicaSource Source, Replica Replica) state)
    {
        (_location, _store, _stores) = (location, store, stores);
        (_source, _replica) = state;
    }

    /// <summary>Null while no agent has ever run on the store.</summary>
    public ClusterKey? Key { get; private init; }

    /// <exception cref="CommandException">There is no store, or this program cannot read it.</exception>
    public static async Task<StoredCluster> OpenAsync(StoreLocation location, CancellationToken cancellation)
    {
        var store = await StoreFlags.OpenAsync(location, readers: null, cancellation);
        try
        {
            return await OpenAsync(location, store, cancellation);
        }
        catch (GaramException fault)
        {
            await store.DisposeAsync();
            throw Refusal(location, fault);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads what was written since the last call.</summary>
    /// <exception cref="CommandException">The store can no longer be read.</exception>
    public async Task<StoredFacts> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            await _source.CatchUpAsync(_replica, cancellation);
            var floor = await _stores.Floor.ReadAsync(cancellation);
            _snapshot = await FindSnapshotAsync(cancellation);
            return _replica.Read((Floor: floor, Snapshot: _snapshot), static (state, around) => Describe(state) with
            {
                Floor = around.Floor,
                Snapshot = around.Snapshot,
            });
        }
        catch (GaramException fault)
        {
            throw Refusal(_location, fault);
        }
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static async Task<StoredCluster> OpenAsync(StoreLocation location, ReadStore store, CancellationToken cancellation)
    {
        var objects = store.Objects;
        await StoreFormat.RequireAsync(objects, cancellation);
        var stores = JournalStores.In(objects, TimeProvider.System, NullLoggerFactory.Instance);
        var source = new ReplicaSource(stores, NullLoggerFactory.Instance);
        var replica = await source.RestoreAsync(cancellation);
        return new StoredCluster(location, store, stores, (source, replica))
        {
            Key = await ClusterKey.TryReadAsync(objects, cancellation),
        };
    }

    /// <summary>The cost grows with the state, which is this command's own: no one else waits for it.</summary>
    private static StoredFacts Describe(ClusterState state) => new(
        state.Facts.ClusterId, state.Facts.FeatureLevel, state.Facts.Leader, state.Sequence, [.. state.Processes.All])
    {
        Topics = state.Topics.Count,
        Partitions = state.Topics.PartitionCount,
        Groups = state.Groups.Capture().Count,
        Segments = state.Segments.LiveCount,
        DeadSegments = state.Segments.DeadCount,
        StoredBytes = state.Segments.Live.Sum(segment => segment.Length),
    };

    private async ValueTask<StoredSnapshotPlace?> FindSnapshotAsync(CancellationToken cancellation)
    {
        var sequences = await _stores.Snapshots.Reader.ListAsync(cancellation);
        if (sequences.Count == 0 || sequences[0] == _snapshot?.Sequence)
        {
            return sequences.Count == 0 ? null : _snapshot;
        }

        var manifest = await _stores.Snapshots.Reader.ReadManifestAsync(sequences[0], cancellation);
        return new StoredSnapshotPlace(sequences[0], manifest.Header.TimestampMs);
    }

    private static CommandException Refusal(StoreLocation location, GaramException fault) =>
        new(fault.Kind == ErrorKind.Invalid ? ExitCode.Usage : ExitCode.Failed, $"{location} cannot be read: {fault.Message}", fault);
}

/// <summary>The state of a cluster after some entry.</summary>
/// <param name="ClusterId">Null before the first leader has set it.</param>
/// <param name="FeatureLevel">The level of meaning at which commands are written.</param>
/// <param name="Leader">The newest claim; null before the first.</param>
/// <param name="Sequence">The newest entry in the store.</param>
/// <param name="Processes">The registered processes, in the order in which they joined.</param>
internal sealed record StoredFacts(
    string? ClusterId, short FeatureLevel, LeaderState? Leader, long Sequence, IReadOnlyList<ProcessState> Processes)
{
    public long Floor { get; init; }

    public StoredSnapshotPlace? Snapshot { get; init; }

    public int Topics { get; init; }

    public int Partitions { get; init; }

    public int Groups { get; init; }

    public int Segments { get; init; }

    public int DeadSegments { get; init; }

    /// <summary>The bytes of segments that hold records, with what is no longer referred to in them.</summary>
    public long StoredBytes { get; init; }
}

/// <param name="Sequence">The entry after which it was cut.</param>
/// <param name="TimestampMs">The time of that entry.</param>
internal sealed record StoredSnapshotPlace(long Sequence, long TimestampMs);
