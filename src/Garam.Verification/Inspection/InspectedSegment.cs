namespace Garam.Verification.Inspection;

/// <param name="Bytes">Of the whole file.</param>
/// <param name="Runs">As far as they could be read.</param>
/// <param name="Faults">What is wrong; nothing when it is whole.</param>
public sealed record InspectedSegment(long Bytes, IReadOnlyList<InspectedRun> Runs, IReadOnlyList<string> Faults);

/// <param name="TopicId">Empty where the footer is lost.</param>
/// <param name="Topic">Its name, where the store's metadata is at hand.</param>
/// <param name="Partition">-1 where the footer is lost.</param>
/// <param name="Position">Of its first byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="IsCrcRight">Null where the footer is lost.</param>
/// <param name="Batches">As far as they could be read.</param>
public sealed record InspectedRun(string TopicId, string? Topic, int Partition, int Position, int Length, bool? IsCrcRight, IReadOnlyList<InspectedBatch> Batches);

/// <param name="Position">Of its first byte.</param>
/// <param name="Length">In bytes.</param>
/// <param name="BaseOffset">Null where the metadata is not at hand, or does not refer to it.</param>
/// <param name="Records">As its header says.</param>
/// <param name="Codec">Of its records.</param>
/// <param name="IsCrcRight">The checksum over all that follows it.</param>
/// <param name="ProducerId">-1 for a producer that is not idempotent.</param>
/// <param name="ProducerEpoch">-1 for a producer that is not idempotent.</param>
/// <param name="BaseSequence">-1 for a producer that is not idempotent.</param>
/// <param name="BaseTimestampMs">Of the first record.</param>
/// <param name="MaxTimestampMs">The latest.</param>
public sealed record InspectedBatch(
    int Position, int Length, long? BaseOffset, int Records, string Codec, bool IsCrcRight, long ProducerId, short ProducerEpoch, int BaseSequence,
    long BaseTimestampMs, long MaxTimestampMs);
