namespace Garam.Verification.Findings;

/// <summary>Counts of everything that a verification read. Its findings were handed out as they were made.</summary>
public sealed class VerificationReport
{
    public bool IsDeep { get; init; }

    /// <summary>The journal entry whose state the store was compared with; 0 when no state could be restored.</summary>
    public long Position { get; internal set; }

    /// <summary>The state could be restored, so that segments were compared with it.</summary>
    public bool HasMetadata { get; internal set; }

    public JournalTally Journal { get; internal set; } = new();

    public SnapshotTally Snapshots { get; internal set; } = new();

    public MetadataTally Metadata { get; } = new();

    public SegmentTally Segments { get; } = new();

    public UnreferencedTally Unreferenced { get; } = new();

    public required FindingLog Findings { get; init; }

    public bool IsSound => Findings.Count(Severity.Unsound) == 0;
}

public sealed class JournalTally
{
    public long Objects { get; internal set; }

    public long Bytes { get; internal set; }

    public long Floor { get; internal set; }

    /// <summary>Applied again to compare results and snapshots.</summary>
    public long Replayed { get; internal set; }

    public long SteppedOver { get; internal set; }

    public int Skips { get; internal set; }

    /// <summary>Below the floor: where a deposed leader has to lose.</summary>
    public long ClaimsKept { get; internal set; }

    /// <summary>Below the floor, and kept for the same reason.</summary>
    public long SteppedOverKept { get; internal set; }
}

public sealed class SnapshotTally
{
    /// <summary>That have a manifest.</summary>
    public int Count { get; internal set; }

    public int Chunks { get; internal set; }

    public long Objects { get; internal set; }

    public long Bytes { get; internal set; }

    /// <summary>Newer snapshots that were compared with the state from an older one and the journal.</summary>
    public int Compared { get; internal set; }
}

public sealed class MetadataTally
{
    public long Topics { get; internal set; }

    public long Partitions { get; internal set; }

    public long Extents { get; internal set; }

    public long Producers { get; internal set; }

    public long Groups { get; internal set; }

    public long GroupOffsets { get; internal set; }

    /// <summary>From log starts to ends.</summary>
    public long Records { get; internal set; }
}

public sealed class SegmentTally
{
    private long _checked;
    private long _bytesRead;
    private long _batches;
    private long _records;
    private long _remembered;
    private long _wentAway;

    /// <summary>That hold records.</summary>
    public long Live { get; internal set; }

    public long LiveBytes { get; internal set; }

    public long Checked => _checked;

    public long BytesRead => _bytesRead;

    public long Batches => _batches;

    /// <summary>Decoded; only a deep verification does.</summary>
    public long Records => _records;

    /// <summary>Batches remembered for the detection of duplicates that were compared with the stored ones.</summary>
    public long RememberedBatches => _remembered;

    /// <summary>No longer referenced when they were looked up: a running server deleted them meanwhile.</summary>
    public long WentAway => _wentAway;

    internal void AddChecked() => Interlocked.Increment(ref _checked);

    internal void AddBytesRead(long bytes) => Interlocked.Add(ref _bytesRead, bytes);

    internal void AddBatches(long count) => Interlocked.Add(ref _batches, count);

    internal void AddRecords(long count) => Interlocked.Add(ref _records, count);

    internal void AddRemembered(long count) => Interlocked.Add(ref _remembered, count);

    internal void AddWentAway() => Interlocked.Increment(ref _wentAway);
}

public sealed class UnreferencedTally
{
    /// <summary>Segments whose records are all deleted; they stay for a grace time.</summary>
    public ObjectTally Dead { get; } = new();

    public ObjectTally Orphans { get; } = new();

    public ObjectTally Uncommitted { get; } = new();

    /// <summary>Committed by a running server since the state was taken: not looked at.</summary>
    public ObjectTally CommittedSince { get; } = new();

    public ObjectTally Foreign { get; } = new();
}

public sealed class ObjectTally
{
    public long Count { get; private set; }

    public long Bytes { get; private set; }

    internal void Add(long bytes) => (Count, Bytes) = (Count + 1, Bytes + bytes);
}

/// <summary>The progress of a verification. Its readers write it; any thread reads it.</summary>
public sealed class VerificationProgress
{
    private long _total;
    private long _done;

    /// <summary>Bytes of segments to be read; 0 until the metadata is known.</summary>
    public long TotalBytes
    {
        get => Volatile.Read(ref _total);
        internal set => Volatile.Write(ref _total, value);
    }

    /// <summary>Bytes of segments that are done with: in a verification that is not deep most of them were not read.</summary>
    public long DoneBytes => Volatile.Read(ref _done);

    internal void Add(long bytes) => Interlocked.Add(ref _done, bytes);
}
