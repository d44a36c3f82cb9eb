using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Waiting;

namespace Garam.Broker.WritePath;

/// <summary>Decides how batches gather into segments.</summary>
public sealed class SegmentOptions
{
    /// <summary>
    /// How long the oldest batch waits for more batches. 5 ms on a directory: at full speed segments reach 2.8 MiB there, which costs half
    /// the CPU of 0.4 MiB ones, for a p50 of 6 ms. A remote store needs about 100 ms.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// How much longer a small segment waits if all its clients send at a pace of their own. Two files, of a segment and of its journal
    /// entry, each synced with its directory, cost about 1.7 ms of CPU whatever they hold.
    /// </summary>
    public TimeSpan SmallSegmentLinger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>A segment with as many bytes is worth its files: at 1 MiB they cost as much CPU as its records.</summary>
    public int SmallBytesMax { get; init; } = 1 << 20;

    /// <summary>A segment with as many batches answers enough requests to be worth its files.</summary>
    public int SmallBatchesMax { get; init; } = 64;

    /// <summary>
    /// A segment is sealed at this size without waiting. Above 8 MiB a larger write saves nothing that could be measured.
    /// </summary>
    public int SegmentBytesMax { get; init; } = 8 << 20;

    /// <summary>
    /// The part of it that batches may take. The rest is for header and footer, so that a full segment does not grow past its size: for a
    /// block just above a power of two an arena gives twice the range.
    /// </summary>
    public int SegmentBatchBytesMax => SegmentBytesMax - (SegmentBytesMax / 128);

    /// <summary>
    /// Writes under way at once, each of a whole segment in memory. Two keep a disk busy; with more, segments only get smaller.
    /// </summary>
    public int WritesInFlightMax { get; init; } = 2;

    /// <summary>Segments sealed and not yet answered by the leader. Bounds what the leader must remember for repeated commits.</summary>
    public int CommitsInFlightMax { get; init; } = 16;

    /// <summary>
    /// How often the upload of a segment is repeated before its batches are refused. Producers time out after 30 s by default, so a few
    /// seconds of trying leave them time to send again.
    /// </summary>
    public int UploadAttemptsMax { get; init; } = 4;

    /// <summary>
    /// The pause before an upload or a commit is repeated for the first time; each further one is twice as long, up to a second.
    /// </summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a stopping process waits for answers before it tells its clients that the outcome is unknown.</summary>
    public TimeSpan DrainMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The limit of one batch, whatever max.message.bytes says: it has to fit into memory for segments that other batches use too.
    /// </summary>
    public int BatchBytesMax { get; init; } = 16 << 20;

    /// <summary>
    /// Batches of one segment: its commit and the results that the leader remembers for it grow with them, and a commit has to fit into a
    /// journal entry whatever clients send. Of the smallest batches that there are these are 4 MiB.
    /// </summary>
    public int SegmentBatchesMax { get; init; } = 65_536;

    /// <summary>
    /// The memory that the records of a compressed batch may take when they have to be checked: as much as a search by time can open later.
    /// One batch above 4 MiB is decompressed at a time.
    /// </summary>
    public int DecompressedBytesMax { get; init; } = 32 << 20;

    /// <summary>
    /// The most refused records that one answer lists, for all its partitions: a record takes seven bytes, its refusal a hundred.
    /// </summary>
    public int RecordErrorsMax { get; init; } = 10_000;

    internal Backoff NewBackoff() => new(RetryPause, TimeSpan.FromSeconds(1));
}

/// <summary>
/// Identifies this life of the process, and how much of the journal it has applied: both are in the names of its segments.
/// </summary>
/// <param name="incarnation">Registered with the leader.</param>
/// <param name="applied">Returns the position that the process's replica has applied.</param>
public sealed class AgentLife(Incarnation incarnation, Func<ReplicaPosition> applied)
{
    public Incarnation Incarnation { get; } = incarnation;

    /// <summary>
    /// Numbers rise with the commits, also when the level rises in between. Below it an older program may run, which would not find a key
    /// in a folder.
    /// </summary>
    public SegmentId NameSegment(long commitNumber)
    {
        var position = applied();
        var number = position.FeatureLevel >= FeatureLevels.Three ? SegmentId.SpreadNumberMin + commitNumber : commitNumber;
        return new SegmentId(position.Chain.Sequence, Incarnation.Value, number);
    }
}
