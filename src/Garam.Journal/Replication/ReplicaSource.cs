using Garam.Journal.Backends;
using Garam.Journal.Objects;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;
using Garam.Storage;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Journal.Replication;

/// <summary>Makes replicas from the newest whole snapshot and the journal after it.</summary>
public sealed partial class ReplicaSource(JournalStores stores, ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<ReplicaSource>();
    private readonly JournalReader _reader = new(stores.Entries);

    /// <summary>Throws Corrupt, naming the object, when the store cannot be read.</summary>
    public async ValueTask<Replica> RestoreAsync(CancellationToken cancellation)
    {
        var replica = new Replica(await stores.Skips.ReadAllAsync(cancellation), loggers.CreateLogger<Replica>());
        if (await stores.Snapshots.LoadNewestAsync(cancellation) is { } snapshot)
        {
            replica.Restore(snapshot);
        }

        var snapshotAt = replica.AppliedSequence;
        await CatchUpAsync(replica, cancellation);
        Log.Restored(_logger, replica.AppliedSequence, snapshotAt);
        return replica;
    }

    /// <summary>
    /// Applies the stored entries up to the first number that was absent when the journal was listed, and is not merely trimmed. A leader
    /// may have taken the number since: it appends as fast as a remote store can be read, so that the very end would never be reached.
    /// </summary>
    public async ValueTask CatchUpAsync(Replica replica, CancellationToken cancellation)
    {
        while (!await ApplyPageAsync(replica, cancellation))
        {
            // There was more than one page, or the replica jumped.
        }
    }

    /// <returns>True when the journal ended with the page.</returns>
    private async ValueTask<bool> ApplyPageAsync(Replica replica, CancellationToken cancellation)
    {
        var page = await _reader.ReadAsync(replica.AppliedSequence, cancellation);

        // The floor is looked at after the reading: a number below it may have been trimmed and then taken by a claim that means
        // nothing, so what was read there does not count.
        var floor = await stores.Floor.ReadAsync(cancellation);
        if (floor > replica.AppliedSequence + 1)
        {
            await JumpAsync(replica, floor, cancellation);
            return false;
        }

        foreach (var stored in page.Entries)
        {
            replica.Apply(stored);
        }

        return page.ReachesEnd;
    }

    private async ValueTask JumpAsync(Replica replica, long floor, CancellationToken cancellation)
    {
        var snapshot = await stores.Snapshots.LoadNewestAsync(cancellation);
        if (snapshot is null || snapshot.Header.Sequence < floor - 1)
        {
            throw new GaramException(
                ErrorKind.Corrupt,
                $"The journal is trimmed below {floor}, but no whole snapshot reaches that far: entries {replica.AppliedSequence + 1} "
                    + $"to {floor - 1} are gone.");
        }

        Log.Jumped(_logger, replica.AppliedSequence, snapshot.Header.Sequence);
        replica.Restore(snapshot);
    }

    private static partial class Log
    {
        [LoggerMessage(3030, LogLevel.Information, "Restored the state up to journal entry {Sequence} from the snapshot at {Snapshot}.")]
        public static partial void Restored(ILogger logger, long sequence, long snapshot);

        [LoggerMessage(3031, LogLevel.Warning,
            "The journal after entry {From} has been trimmed. The replica continues from the snapshot at {To}.")]
        public static partial void Jumped(ILogger logger, long from, long to);
    }
}

/// <summary>Everything that is stored of one virtual cluster's journal.</summary>
public sealed record JournalStores(
    IJournalBackend Entries, SnapshotStore Snapshots, SkipRecordStore Skips, DurableFloor Floor, SegmentBirths Births)
{
    /// <summary>The journal that lies in an object store.</summary>
    public static JournalStores In(IObjectStore objects, TimeProvider time, ILoggerFactory loggers) => new(
        new ObjectStoreJournal(objects, new ObjectStoreJournalOptions(), time, loggers.CreateLogger<ObjectStoreJournal>()),
        new SnapshotStore(objects, loggers.CreateLogger<SnapshotStore>()),
        new SkipRecordStore(objects),
        new DurableFloor(objects),
        new SegmentBirths(objects));
}
