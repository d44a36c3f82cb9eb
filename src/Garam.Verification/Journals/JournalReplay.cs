using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Verification.Findings;
using Garam.Verification.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Verification.Journals;

/// <summary>
/// Applies the journal after the oldest snapshot again and compares the results with leaders' digests and later snapshots.
/// </summary>
internal sealed class JournalReplay(
    JournalStores stores,
    IReadOnlyDictionary<long, SkipRecord> skips,
    ICollection<Finding> findings,
    JournalTally tally,
    SnapshotTally snapshotTally)
{
    private readonly EntrySequence _entries = new(stores.Entries);

    /// <summary>The last number that could be read: the next one is absent.</summary>
    public long Tail { get; private set; }

    /// <summary>The epoch of the last accepted entry that could be read.</summary>
    public int Epoch { get; private set; }

    /// <summary>An entry could not be applied, so that the state is the one before it.</summary>
    public bool IsCutShort { get; private set; }

    public async ValueTask<Replica> RunAsync(CheckedSnapshot? start, IReadOnlyList<CheckedSnapshot> later, CancellationToken cancellation)
    {
        var replica = await RestoreAsync(start, cancellation);
        var walk = new EntryWalk(skips, findings, tally);
        if (start is not null)
        {
            walk.Begin(start.Header);
        }

        Tail = replica.AppliedSequence;
        var applied = Tail;
        await foreach (var read in _entries.ReadAsync(Tail, cancellation))
        {
            Tail = read.Sequence;
            var isReadable = walk.Look(read);
            IsCutShort = IsCutShort || !isReadable || !TryApply(replica, read);
            if (!IsCutShort)
            {
                applied = read.Sequence;
                tally.Replayed++;
                await CompareAsync(replica, later.FirstOrDefault(snapshot => snapshot.Header.Sequence == applied), cancellation);
            }
        }

        Epoch = walk.Epoch;
        return IsCutShort ? await RestoreUpToAsync(start, applied, cancellation) : replica;
    }

    private async ValueTask<Replica> RestoreAsync(CheckedSnapshot? start, CancellationToken cancellation)
    {
        var replica = new Replica(skips, NullLogger<Replica>.Instance);
        if (start is not null)
        {
            replica.Restore(await stores.Snapshots.Reader.LoadAsync(start.Header.Sequence, cancellation));
        }

        return replica;
    }

    /// <summary>
    /// A replica that met a fault has stopped for good; what the journal holds before it is worth comparing with the segments all the same.
    /// </summary>
    private async ValueTask<Replica> RestoreUpToAsync(CheckedSnapshot? start, long sequence, CancellationToken cancellation)
    {
        var replica = await RestoreAsync(start, cancellation);
        await foreach (var read in _entries.ReadAsync(replica.AppliedSequence, cancellation))
        {
            if (read.Sequence > sequence)
            {
                break;
            }

            replica.Apply(new StoredEntry(read.Sequence, read.Bytes));
        }

        return replica;
    }

    private bool TryApply(Replica replica, EntryRead read)
    {
        try
        {
            replica.Apply(new StoredEntry(read.Sequence, read.Bytes));
            return true;
        }
        catch (Exception fault) when (
            fault is InvariantException or MalformedRequestException or GaramException { Kind: ErrorKind.Corrupt })
        {
            findings.Add(new Finding(FindingKinds.EntryDiverged, ObjectStoreJournal.KeyOf(read.Sequence), fault.Message));
            return false;
        }
    }

    private async ValueTask CompareAsync(Replica replica, CheckedSnapshot? snapshot, CancellationToken cancellation)
    {
        if (snapshot is null)
        {
            return;
        }

        snapshotTally.Compared++;
        var (position, header) = (replica.Position, snapshot.Header);
        if (position.Chain != header.Chain || position.Epoch != header.Epoch || position.TimestampMs != header.TimestampMs)
        {
            Report(snapshot, "Its manifest names another entry, epoch or time than the journal has there.");
        }
        else if (StateDigest.Of(replica) != snapshot.Digest
            && StateDigest.Of(replica) != StateDigest.Of(await RestoreAsync(snapshot, cancellation)))
        {
            // Bytes may differ where another program wrote the rows; then the states decide.
            Report(snapshot, "Its state is another one than the older snapshot and the journal give.");
        }
    }

    private void Report(CheckedSnapshot snapshot, string detail) =>
        findings.Add(new Finding(FindingKinds.SnapshotDiverged, SnapshotKeys.Manifest(snapshot.Header.Sequence), detail));
}
