using Garam.Metadata;
using Garam.Verification.Findings;

namespace Garam.Verification.Segments;

/// <summary>What all readers of segments share.</summary>
/// <param name="IsDeep">Read and decode everything.</param>
/// <param name="Remembered">What the data is compared with.</param>
/// <param name="Tally">What was looked at.</param>
/// <param name="NameOf">A partition, for people.</param>
internal sealed record SegmentContext(bool IsDeep, RememberedBatches Remembered, SegmentTally Tally, Func<TopicPartition, string> NameOf);
