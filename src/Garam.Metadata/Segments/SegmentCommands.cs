using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Segments;

/// <summary>
/// A segment lies in the store: its batches get their offsets. Commit numbers count from 1 in each incarnation and are applied
/// in that order. Without batches it is a skip: it uses up its number and nothing else happens.
/// Version 1 has the same fields: it keeps producers' first sequences and the time of the commit, and distrusts timestamps that cannot be right.
/// </summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class CommitSegment : Command
{
    public override CommandType Type => CommandType.CommitSegment;

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public long CommitNumber { get; set; }

    /// <summary>The process has the results of all numbers up to this one: they can be forgotten.</summary>
    [Field]
    public long ConfirmedCommitNumber { get; set; }

    [Field]
    public long SegmentBirth { get; set; }

    [Field]
    public long SegmentNumber { get; set; }

    /// <summary>In bytes, of the whole object; 0 for a skip.</summary>
    [Field]
    public long SegmentLength { get; set; }

    /// <summary>In the order in which they lie in the segment.</summary>
    [Field]
    public SegmentBatch[] Batches { get; set; } = [];

    public Incarnation Incarnation => new(IncarnationValue);

    public SegmentId Segment => new(SegmentBirth, IncarnationValue, SegmentNumber);

    public bool IsSkip => Batches.Length == 0;
}

/// <summary>What the state machine needs to know of one record batch.</summary>
[WireStruct(Flexible = "0+")]
public partial struct SegmentBatch
{
    public SegmentBatch()
    {
    }

    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    /// <summary>Of its first byte in the segment.</summary>
    [Field]
    public int Position { get; set; }

    [Field]
    public int Length { get; set; }

    /// <summary>Offsets that it takes: its last offset delta and one.</summary>
    [Field]
    public int RecordCount { get; set; }

    [Field]
    public long BaseTimestampMs { get; set; }

    [Field]
    public long MaxTimestampMs { get; set; }

    /// <summary>-1 for a producer that is not idempotent.</summary>
    [Field]
    public long ProducerId { get; set; } = -1;

    [Field]
    public short ProducerEpoch { get; set; } = -1;

    [Field]
    public int BaseSequence { get; set; } = -1;

    /// <summary>The attributes of its header.</summary>
    [Field]
    public short Attributes { get; set; }

    public readonly TopicPartition TopicPartition => new(TopicId, Partition);

    /// <summary>Bit 3: the agent stamped it (message.timestamp.type=LogAppendTime).</summary>
    public readonly bool IsLogAppendTime => (Attributes & 0x08) != 0;
}

/// <summary>One result per batch, in the order of the command; none unless the outcome is <see cref="CommitOutcome.Applied"/>. Never changed once made.</summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class CommitSegmentResult : CommandResult
{
    [Field]
    public sbyte OutcomeValue { get; set; }

    [Field]
    public BatchResult[] Batches { get; set; } = [];

    public CommitOutcome Outcome => (CommitOutcome)OutcomeValue;

    public override ErrorCode Error => Outcome switch
    {
        CommitOutcome.Applied => ErrorCode.None,
        CommitOutcome.Fenced => ErrorCode.StaleBrokerEpoch,
        CommitOutcome.Malformed => ErrorCode.InvalidRequest,
        _ => ErrorCode.UnknownServerError,
    };

    public static CommitSegmentResult Refused(CommitOutcome outcome) => new() { OutcomeValue = (sbyte)outcome };
}

/// <summary>What the producer of one batch is answered.</summary>
[WireStruct(Flexible = "0+")]
public partial struct BatchResult
{
    public BatchResult()
    {
    }

    [Field]
    public short ErrorValue { get; set; }

    /// <summary>The original one for a batch that was sent again; -1 with an error.</summary>
    [Field]
    public long BaseOffset { get; set; } = -1;

    /// <summary>-1 unless the topic's timestamps are LogAppendTime.</summary>
    [Field]
    public long LogAppendTimeMs { get; set; } = -1;

    [Field]
    public long LogStartOffset { get; set; } = -1;

    /// <summary>Its bytes in the segment are not referenced: it was sent before and lies elsewhere.</summary>
    [Field]
    public bool IsDuplicate { get; set; }

    public readonly ErrorCode Error => (ErrorCode)ErrorValue;

    public static BatchResult Refused(ErrorCode error, long logStartOffset = -1) =>
        new() { ErrorValue = (short)error, LogStartOffset = logStartOffset };
}

/// <summary>What became of a commit as a whole. Only <see cref="Applied"/> uses up its number. Written to journals' digests: never renumber.</summary>
public enum CommitOutcome : sbyte
{
    /// <summary>Now, or before: a repeated number is answered with its stored results.</summary>
    Applied = 0,

    /// <summary>The incarnation is closed: its process stops for good.</summary>
    Fenced = 1,

    /// <summary>An earlier number is missing. The leader lets such commits wait and does not put them into an entry.</summary>
    Gap = 2,

    /// <summary>The process has confirmed this number: its results are forgotten.</summary>
    AlreadyConfirmed = 3,

    /// <summary>The segment was born below the birth watermark and may be deleted at any time. Send its number again as a skip.</summary>
    BornTooEarly = 4,

    /// <summary>The process has too many results that it has not confirmed.</summary>
    TooManyUnconfirmed = 5,

    /// <summary>It contradicts itself, or names a segment that is committed already.</summary>
    Malformed = 6,
}

/// <summary>These dead segments are deleted from the store. What is not on the dead list is passed over.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ForgetSegments : Command
{
    public override CommandType Type => CommandType.ForgetSegments;

    [Field]
    public DeletedSegment[] Segments { get; set; } = [];
}

/// <summary>Names an entry of the dead list.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class DeletedSegment
{
    /// <summary>The journal sequence number at which it died: the dead list is ordered by it.</summary>
    [Field]
    public long DeadSequence { get; set; }

    [Field]
    public long Birth { get; set; }

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public long Number { get; set; }

    public DeadSegmentKey Key => new(DeadSequence, new SegmentId(Birth, IncarnationValue, Number));

    public static DeletedSegment Of(DeadSegment segment) => new()
    {
        DeadSequence = segment.DeadSequence,
        Birth = segment.Id.Birth,
        IncarnationValue = segment.Id.Incarnation,
        Number = segment.Id.Number,
    };
}
