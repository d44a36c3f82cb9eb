using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.Format;
using Garam.Verification.Findings;

namespace Garam.Verification.Journals;

/// <summary>
/// One reading of journal and snapshots from end to end. What it found counts only if nothing was trimmed under its hands.
/// </summary>
internal sealed class MetadataTrial(IObjectStore store, JournalStores stores)
{
    private readonly List<Finding> _findings = [];
    private Landmarks? _landmarks;

    public IReadOnlyList<Finding> Findings => _findings;

    public JournalTally Journal { get; } = new();

    public SnapshotTally Snapshots { get; } = new();

    /// <summary>An entry could not be applied: the state ends before it and cannot be brought up to date.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Null when no state can be restored.</summary>
    public async ValueTask<Replica?> RunAsync(CancellationToken cancellation)
    {
        try
        {
            _landmarks = await Landmarks.ReadAsync(stores, cancellation);
            return await RunAsync(_landmarks, cancellation);
        }
        catch (GaramException fault) when (fault.Kind == ErrorKind.Corrupt)
        {
            _findings.Add(new Finding(FindingKinds.JournalUnreachable, StoreFormat.Key, fault.Message));
            return null;
        }
    }

    /// <summary>Something was trimmed since this reading began.</summary>
    public async ValueTask<bool> WasDisturbedAsync(CancellationToken cancellation) =>
        _landmarks is not null && !_landmarks.Equals(await Landmarks.ReadAsync(stores, cancellation));

    private async ValueTask<Replica?> RunAsync(Landmarks landmarks, CancellationToken cancellation)
    {
        Journal.Floor = landmarks.Floor;
        await CheckFloorAsync(landmarks.Floor, cancellation);
        var skips = await ReadSkipsAsync(cancellation);
        var whole = await new SnapshotPass(store, stores.Snapshots.Reader, _findings, Snapshots).RunAsync(
            landmarks.Snapshots, cancellation);

        // An older one cannot be continued: the entries after it are trimmed.
        var usable = whole.Where(snapshot => snapshot.Header.Sequence >= landmarks.Floor - 1).ToList();
        var start = usable.FirstOrDefault();
        Replica? replica = null;
        var (tail, epoch) = (Math.Max(landmarks.Floor - 1, 0), 0);
        if (start is not null || landmarks.Floor <= 1)
        {
            var replay = new JournalReplay(stores, skips, _findings, Journal, Snapshots);
            replica = await replay.RunAsync(start, usable, cancellation);
            IsCutShort = replay.IsCutShort;
            (tail, epoch) = (replay.Tail, replay.Epoch);
            await CheckSnapshotsAsync(landmarks, start, tail, cancellation);
        }
        else
        {
            _findings.Add(new Finding(
                FindingKinds.JournalUnreachable,
                DurableFloor.KeyOf(landmarks.Floor),
                $"The journal begins at {landmarks.Floor}, and no whole snapshot reaches that far."));
        }

        var spared = whole.SelectMany(snapshot => snapshot.Header.SteppedOver).ToHashSet();
        await new JournalObjects(store, stores.Entries, spared, _findings, Journal).RunAsync(tail, epoch, cancellation);
        return replica;
    }

    /// <summary>A snapshot is cut when its last entry is durable. The landmarks are older than the reading of the journal.</summary>
    private async ValueTask CheckSnapshotsAsync(Landmarks landmarks, CheckedSnapshot? start, long tail, CancellationToken cancellation)
    {
        if (landmarks.Snapshots.Count > 0 && landmarks.Snapshots[0] is var newest && newest > tail)
        {
            _findings.Add(new Finding(
                FindingKinds.JournalLostEnd,
                SnapshotKeys.Manifest(newest),
                $"It was cut after entry {newest}, and the journal ends with {tail}."));
        }
        else if (start is not null
            && start.Header.Sequence == tail
            && tail >= landmarks.Floor
            && await stores.Entries.ReadAsync(tail, cancellation) is null)
        {
            _findings.Add(new Finding(
                FindingKinds.JournalLostEnd,
                SnapshotKeys.Manifest(tail),
                $"It was cut after entry {tail}, which is absent though nothing trims it."));
        }
    }

    private async ValueTask CheckFloorAsync(long floor, CancellationToken cancellation)
    {
        if (floor == 0)
        {
            return;
        }

        try
        {
            if (!await stores.Floor.CheckAsync(floor, cancellation))
            {
                _findings.Add(
                    new Finding(FindingKinds.FloorDamaged, DurableFloor.KeyOf(floor), "It names another number than its name does."));
            }
        }
        catch (GaramException fault) when (fault.Kind != ErrorKind.Invalid)
        {
            _findings.Add(new Finding(FindingKinds.FloorDamaged, DurableFloor.KeyOf(floor), fault.Message));
        }
    }

    private async ValueTask<IReadOnlyDictionary<long, SkipRecord>> ReadSkipsAsync(CancellationToken cancellation)
    {
        try
        {
            var skips = await stores.Skips.ReadAllAsync(cancellation);
            Journal.Skips = skips.Count;
            return skips;
        }
        catch (GaramException fault) when (fault.Kind != ErrorKind.Invalid)
        {
            _findings.Add(new Finding(FindingKinds.SkipDamaged, SkipRecordStore.Prefix, fault.Message));
            return new Dictionary<long, SkipRecord>();
        }
    }
}

/// <summary>
/// The marks that a running server moves when it trims. If they are the same before and after a reading, nothing was deleted during it.
/// </summary>
/// <param name="Floor">Below it entries may be missing.</param>
/// <param name="Snapshots">Snapshots with a manifest, newest first.</param>
internal sealed record Landmarks(long Floor, IReadOnlyList<long> Snapshots)
{
    public static async ValueTask<Landmarks> ReadAsync(JournalStores stores, CancellationToken cancellation) =>
        new(await stores.Floor.ReadAsync(cancellation), await stores.Snapshots.Reader.ListAsync(cancellation));

    public bool Equals(Landmarks? other) => other is not null && Floor == other.Floor && Snapshots.SequenceEqual(other.Snapshots);

    public override int GetHashCode() => Floor.GetHashCode();
}
