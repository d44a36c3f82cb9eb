namespace Garam.Metadata.Producers;

/// <param name="BaseSequence">The sequence number of its first record.</param>
/// <param name="LastSequence">The sequence number of its last record; below the first when the numbers wrapped.</param>
/// <param name="BaseOffset">What was answered.</param>
/// <param name="MaxTimestampMs">The latest timestamp of its records.</param>
public readonly record struct RememberedBatch(int BaseSequence, int LastSequence, long BaseOffset, long MaxTimestampMs);
