namespace Garam.Verification.Inspection;

/// <param name="Bytes">The size of the whole file.</param>
/// <param name="Runs">The runs that could be read.</param>
/// <param name="Faults">Empty when it is whole.</param>
public sealed record InspectedSegment(long Bytes, IReadOnlyList<InspectedRun> Runs, IReadOnlyList<string> Faults);

/// <param name="TopicId">Empty when the footer is lost.</param>
/// <param name="Topic">Its name, if the store's metadata is at hand.</param>
/// <param name="Partition">-1 when the footer is lost.</param>
/// <param name="Position">The position of its first byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="IsCrcRight">Null when the footer is lost.</param>
/// <param name="Batches">The batches that could be read.</param>
public sealed record InspectedRun(
    string TopicId, string? Topic, int Partition, int Position, int Length, bool? IsCrcRight, IReadOnlyList<InspectedBatch> Batches);

/// <param name="Position">The position of its first byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="BaseOffset">Null when the metadata is not at hand, or does not refer to it.</param>
/// <param name="Records">The count in its header.</param>
/// <param name="Codec">The codec of its records.</param>
/// <param name="IsCrcRight">The checksum over all that follows it.</param>
/// <param name="ProducerId">-1 for a producer that is not idempotent.</param>
/// <param name="ProducerEpoch">-1 for a producer that is not idempotent.</param>
/// <param name="BaseSequence">-1 for a producer that is not idempotent.</param>
/// <param name="BaseTimestampMs">The time of the first record.</param>
/// <param name="MaxTimestampMs">The latest time.</param>
public sealed record InspectedBatch(
    int Position,
    int Length,
    long? BaseOffset,
    int Records,
    string Codec,
    bool IsCrcRight,
    long ProducerId,
    short ProducerEpoch,
    int BaseSequence,
    long BaseTimestampMs, long MaxTimestampMs);
