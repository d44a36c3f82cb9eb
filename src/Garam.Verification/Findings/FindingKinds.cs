namespace Garam.Verification.Findings;

/// <summary>Everything that a verification can find.</summary>
public static class FindingKinds
{
    private const string RestoreObject = "Restore this object from a backup, byte for byte.";
    private const string TellDevelopers = "Keep the store as it is and report this: no fault of a disk explains it.";

    public static readonly FindingKind FloorDamaged = new(
        Area.Journal, Severity.Warning, "floor-damaged",
        "The object's name says all that a start needs, but its content is not what was written.",
        "Look for more damage on this disk.");

    public static readonly FindingKind SkipDamaged = new(
        Area.Journal, Severity.Unsound, "skip-damaged",
        "A start refuses to go on when it cannot read the skip records.",
        "Write the skip record again.");

    public static readonly FindingKind JournalForeign = new(
        Area.Journal, Severity.Unsound, "journal-foreign",
        "The next start stops at a name in journal/ that is no entry's.",
        "Move this file out of the store.");

    public static readonly FindingKind EntryDamaged = new(
        Area.Journal, Severity.Unsound, "journal-entry-damaged",
        "The next start stops at this entry; what it and later entries committed cannot be reached.",
        RestoreObject);

    public static readonly FindingKind EntryDiverged = new(
        Area.Journal, Severity.Unsound, "journal-entry-diverged",
        "Applying the journal gives other results than the leader had: the next start stops here.",
        TellDevelopers);

    public static readonly FindingKind EntryOutOfOrder = new(
        Area.Journal, Severity.Unsound, "journal-entry-out-of-order",
        "An accepted entry contradicts the ones before it.",
        TellDevelopers);

    public static readonly FindingKind JournalGap = new(
        Area.Journal, Severity.Unsound, "journal-entry-missing",
        "An entry that was durable is gone, and with it everything after it: no server starts on this store.",
        RestoreObject + " Where there is none, garam serve --accept-loss-from gives up everything from this entry on.");

    public static readonly FindingKind JournalLostEnd = new(
        Area.Journal, Severity.Unsound, "journal-end-missing",
        "A process had applied entries that the journal does not have any more: what they committed is lost, and no server starts on "
            + "this store.",
        "Restore the missing entries from a backup. Where there is none, garam serve --accept-loss-from gives them up.");

    public static readonly FindingKind JournalUnreachable = new(
        Area.Journal, Severity.Unsound, "journal-start-missing",
        "The state cannot be rebuilt: no server can start on this store.",
        "Restore the named objects from a backup.");

    public static readonly FindingKind ClaimDamaged = new(
        Area.Journal, Severity.Warning, "journal-claim-damaged",
        "No start reads it. It stays where it is, because a leader that has lost long ago may still have to lose at its number.",
        "Nothing, except to look for more damage on this disk.");

    public static readonly FindingKind EntryInFlight = new(
        Area.Journal, Severity.Note, "journal-entry-in-flight",
        "A leader was writing several entries at once when it ended, and these never counted.",
        "Nothing.");

    public static readonly FindingKind EntryLeftOver = new(
        Area.Journal, Severity.Note, "journal-entry-left-over",
        "A trim was interrupted, or a deposed leader wrote late; no start reads it.",
        "Nothing: the first trim of the next process sweeps it.");

    public static readonly FindingKind ManifestDamaged = new(
        Area.Snapshots, Severity.Unsound, "snapshot-manifest-damaged",
        "This snapshot cannot be used; a start falls back to the other one and the journal behind it.",
        "A running server replaces it with its next snapshots. Look for more damage on this disk.");

    public static readonly FindingKind ChunkDamaged = new(
        Area.Snapshots, Severity.Unsound, "snapshot-chunk-damaged",
        "The snapshot cannot be used; a start falls back to the other one and the journal behind it.",
        "A running server replaces it with its next snapshots. Look for more damage on this disk.");

    public static readonly FindingKind SnapshotDiverged = new(
        Area.Snapshots, Severity.Unsound, "snapshot-diverged",
        "The older snapshot and the journal lead to another state than the newer snapshot holds.",
        TellDevelopers);

    public static readonly FindingKind SnapshotUnfinished = new(
        Area.Snapshots, Severity.Note, "snapshot-unfinished",
        "It is being written, or its writer ended; without a manifest no start reads it.",
        "Nothing: it is deleted with the next snapshots.");

    public static readonly FindingKind SnapshotForeign = new(
        Area.Snapshots, Severity.Unsound, "snapshot-foreign",
        "The next start or snapshot stops at a name in snapshots/ that is no part of one.",
        "Move this file out of the store.");

    public static readonly FindingKind MetadataContradicts = new(
        Area.Metadata, Severity.Unsound, "metadata-contradicts-itself",
        "Some records cannot be read at the offsets that they were acknowledged with.",
        TellDevelopers);

    public static readonly FindingKind ProducerContradicts = new(
        Area.Metadata, Severity.Unsound, "producer-contradicts-itself",
        "A repeated batch of this producer could be appended twice or be refused.",
        TellDevelopers);

    public static readonly FindingKind OffsetBeyondEnd = new(
        Area.Metadata, Severity.Warning, "group-offset-beyond-end",
        "The group has committed more than the partition holds; its consumers will reset their position.",
        "Reset the group's offset, unless its clients mean it.");

    public static readonly FindingKind SegmentMissing = new(
        Area.Segments, Severity.Unsound, "segment-missing",
        "Acknowledged records are gone; fetches of these offsets fail.",
        RestoreObject);

    public static readonly FindingKind SegmentUnreadable = new(
        Area.Segments, Severity.Unsound, "segment-unreadable",
        "The store does not give these bytes; fetches of these offsets fail.",
        "Look at the disk; then restore this object from a backup.");

    public static readonly FindingKind SegmentSize = new(
        Area.Segments, Severity.Unsound, "segment-size-wrong",
        "The object was cut off or replaced.",
        RestoreObject);

    public static readonly FindingKind SegmentHeader = new(
        Area.Segments, Severity.Unsound, "segment-header-damaged",
        "The object does not begin as a segment does.",
        RestoreObject);

    public static readonly FindingKind SegmentFooter = new(
        Area.Segments, Severity.Unsound, "segment-footer-damaged",
        "The index at the end of the object is not what was written.",
        RestoreObject);

    public static readonly FindingKind ExtentNotInRun = new(
        Area.Segments, Severity.Unsound, "segment-of-other-records",
        "The object does not hold what the metadata looks for in it: it was exchanged, or the metadata is wrong.",
        RestoreObject);

    public static readonly FindingKind RunDamaged = new(
        Area.Segments, Severity.Unsound, "segment-run-damaged",
        "Some bytes of a partition's records are not what was written.",
        RestoreObject);

    public static readonly FindingKind BatchDamaged = new(
        Area.Segments, Severity.Unsound, "batch-damaged",
        "A batch is not what its producer sent; fetches of these offsets fail.",
        RestoreObject);

    public static readonly FindingKind BatchNotAsCommitted = new(
        Area.Segments, Severity.Unsound, "batch-not-as-committed",
        "The batches do not fill the offsets that they were acknowledged with.",
        TellDevelopers);

    public static readonly FindingKind DedupNotInData = new(
        Area.Segments, Severity.Unsound, "dedup-state-not-in-data",
        "What is remembered of a producer's last batches is not what was stored: a repeated batch could be doubled or lost.",
        TellDevelopers);

    public static readonly FindingKind DataNotInDedup = new(
        Area.Segments, Severity.Unsound, "data-not-in-dedup-state",
        "A producer's newest batches are stored, and not all of them are remembered: one that is repeated could be doubled or refused.",
        TellDevelopers);

    public static readonly FindingKind BatchStoredTwice = new(
        Area.Segments, Severity.Warning, "batch-stored-twice",
        "The same sequence numbers of a producer were accepted twice. Only a producer that was forgotten after a long silence may do so.",
        "Look at the producer; if it was never silent for so long, keep the store as it is and report this.");

    public static readonly FindingKind PaddingNotZero = new(
        Area.Segments, Severity.Warning, "segment-padding-not-zero",
        "Bytes that nobody reads are not what was written.",
        "Look for more damage on this disk.");

    public static readonly FindingKind RecordsUnreadable = new(
        Area.Segments, Severity.Warning, "batch-records-unreadable",
        "The checksum is right, so these are the bytes that the producer sent; its consumers cannot read them.",
        "Look at the producer that wrote them.");

    public static readonly FindingKind Orphan = new(
        Area.Unreferenced, Severity.Note, "segment-orphan",
        "It was written and never committed, and cannot be any more.",
        "Nothing: the leader deletes it in its next search for orphans.");

    public static readonly FindingKind Uncommitted = new(
        Area.Unreferenced, Severity.Note, "segment-uncommitted",
        "It was written and is not committed: its process may still do so, or has ended.",
        "Nothing: the leader deletes it an hour after its birth at the earliest.");

    public static readonly FindingKind Foreign = new(
        Area.Unreferenced, Severity.Warning, "foreign-object",
        "No Garam wrote this, and none will delete it.",
        "Move it out of the store.");

    /// <summary>In the order of the areas.</summary>
    public static IReadOnlyList<FindingKind> All { get; } =
    [
        FloorDamaged,
        SkipDamaged,
        JournalForeign,
        EntryDamaged,
        EntryDiverged,
        EntryOutOfOrder,
        JournalGap,
        JournalLostEnd,
        JournalUnreachable,
        ClaimDamaged,
        EntryInFlight,
        EntryLeftOver,
        ManifestDamaged,
        ChunkDamaged,
        SnapshotDiverged,
        SnapshotUnfinished,
        SnapshotForeign,
        MetadataContradicts,
        ProducerContradicts,
        OffsetBeyondEnd,
        SegmentMissing,
        SegmentUnreadable,
        SegmentSize,
        SegmentHeader,
        SegmentFooter,
        ExtentNotInRun,
        RunDamaged,
        BatchDamaged,
        BatchNotAsCommitted,
        DedupNotInData,
        DataNotInDedup,
        BatchStoredTwice,
        PaddingNotZero,
        RecordsUnreadable,
        Orphan,
        Uncommitted,
        Foreign,
    ];
}
