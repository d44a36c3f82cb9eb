using System.Text.Json.Serialization;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Segments;

/// <summary>
/// Commits a segment that lies in the store: its batches get their offsets. Commit numbers count from 1 in each incarnation and are applied
/// in that order. An empty commit uses up its number and has no other effect. Version 1 has the same fields: it keeps producers' first
/// sequences and the time of the commit, and distrusts timestamps that cannot be right. Version 2 means the same in fewer bytes.
/// </summary>
[Message("0-2", Flexible = "0+")]
public sealed partial class CommitSegment : Command
{
    public override CommandType Type => CommandType.CommitSegment;

    [Field]
    public int IncarnationValue { get; set; }

    [Field]
    public long CommitNumber { get; set; }

    /// <summary>The process has the results of all numbers up to this one, so they can be forgotten.</summary>
    [Field]
    public long ConfirmedCommitNumber { get; set; }

    [Field]
    public long SegmentBirth { get; set; }

    [Field]
    public long SegmentNumber { get; set; }

    /// <summary>The size of the whole object in bytes; 0 for an empty commit.</summary>
    [Field]
    public long SegmentLength { get; set; }

    /// <summary>In the order in which they lie in the segment.</summary>
    [Field("0-1")]
    public SegmentBatch[] Batches { get; set; } = [];

    /// <summary>The same batches in the form of <see cref="Segments.PackedBatches"/>.</summary>
    [Field("2+")]
    [JsonIgnore]
    public ReadOnlyMemory<byte> PackedBatches
    {
        get => Segments.PackedBatches.Pack(Batches);
        set => Batches = Segments.PackedBatches.Unpack(value.Span);
    }

    public Incarnation Incarnation => new(IncarnationValue);

    public SegmentId Segment => new(SegmentBirth, IncarnationValue, SegmentNumber);

    public bool IsEmpty => Batches.Length == 0;
}

/// <summary>The facts about one record batch that the state machine needs.</summary>
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

    /// <summary>The position of its first byte in the segment.</summary>
    [Field]
    public int Position { get; set; }

    [Field]
    public int Length { get; set; }

    /// <summary>The number of offsets that it takes: its last offset delta plus one.</summary>
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

    /// <summary>The attributes in the header of the batch.</summary>
    [Field]
    public short Attributes { get; set; }

    public readonly TopicPartition TopicPartition => new(TopicId, Partition);

    /// <summary>Bit 3: the agent set the timestamp (message.timestamp.type=LogAppendTime).</summary>
    public readonly bool IsLogAppendTime => (Attributes & 0x08) != 0;
}

/// <summary>
/// One result per batch, in the order of the command; none unless the outcome is <see cref="CommitOutcome.Applied"/>. Never changed once
/// made.
/// </summary>
[Message("0-2", Flexible = "0+")]
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

/// <summary>The answer to the producer of one batch.</summary>
[WireStruct(Flexible = "0+")]
public partial struct BatchResult
{
    public BatchResult()
    {
    }

    [Field]
    public short ErrorValue { get; set; }

    /// <summary>For a batch that was sent again, the original offset; -1 with an error.</summary>
    [Field]
    public long BaseOffset { get; set; } = -1;

    /// <summary>-1 unless the topic's timestamps are LogAppendTime.</summary>
    [Field]
    public long LogAppendTimeMs { get; set; } = -1;

    [Field]
    public long LogStartOffset { get; set; } = -1;

    /// <summary>The batch was sent before and lies elsewhere. Its bytes in this segment are not referenced.</summary>
    [Field]
    public bool IsDuplicate { get; set; }

    public readonly ErrorCode Error => (ErrorCode)ErrorValue;

    public static BatchResult Refused(ErrorCode error, long logStartOffset = -1) =>
        new() { ErrorValue = (short)error, LogStartOffset = logStartOffset };
}

/// <summary>
/// The outcome of a commit as a whole. Only <see cref="Applied"/> uses up the number. Digests in journals include these numbers: never
/// change one.
/// </summary>
public enum CommitOutcome : sbyte
{
    /// <summary>Applied now or before: a repeated number is answered with its stored results.</summary>
    Applied = 0,

    /// <summary>The incarnation is closed. Its process stops for good.</summary>
    Fenced = 1,

    /// <summary>An earlier number is missing. The leader holds such commits back and does not add them to an entry.</summary>
    Gap = 2,

    /// <summary>The process confirmed this number, so its results are forgotten.</summary>
    AlreadyConfirmed = 3,

    /// <summary>
    /// The segment was born below the birth watermark and may be deleted at any time. The process uses the number up with an empty commit.
    /// </summary>
    BornTooEarly = 4,

    /// <summary>The process has too many results that it has not confirmed.</summary>
    TooManyUnconfirmed = 5,

    /// <summary>The commit contradicts itself, or names a segment that is already committed.</summary>
    Malformed = 6,
}

/// <summary>Forgets dead segments that are deleted from the store. Segments that are not dead are ignored.</summary>
[Message("0", Flexible = "0+")]
public sealed partial class ForgetSegments : Command
{
    public override CommandType Type => CommandType.ForgetSegments;

    [Field]
    public DeletedSegment[] Segments { get; set; } = [];
}

/// <summary>Names a dead segment.</summary>
[WireStruct(Flexible = "0+")]
public sealed partial class DeletedSegment
{
    /// <summary>The journal sequence number at which it died, which orders the dead segments.</summary>
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
