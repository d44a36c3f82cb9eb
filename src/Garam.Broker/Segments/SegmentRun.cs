using Garam.Protocol;

namespace Garam.Broker.Segments;

/// <summary>The batches of one partition, lying back to back in a segment.</summary>
/// <param name="TopicId">The topic that they were bound to on arrival.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="Position">Where the first batch begins in the segment.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Batches">How many batches.</param>
/// <param name="Crc">CRC-32C of the run's bytes, as they were stored.</param>
public readonly record struct SegmentRun(Uuid TopicId, int Partition, int Position, int Length, int Batches, uint Crc);
