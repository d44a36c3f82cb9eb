using Garam.Metadata;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>The parts that all readers of segments share.</summary>
/// <param name="IsDeep">Read and decode everything.</param>
/// <param name="Remembered">The batches that the data is compared with.</param>
/// <param name="Tally">Counts everything that was read.</param>
/// <param name="NameOf">Names a partition, for people.</param>
internal sealed record SegmentContext(bool IsDeep, RememberedBatches Remembered, SegmentTally Tally, Func<TopicPartition, string> NameOf);
