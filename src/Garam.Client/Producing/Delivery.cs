namespace Garam.Client.Producing;

/// <summary>An acknowledged record.</summary>
/// <param name="Offset">-1 when the broker recognised a repetition of something that it had long forgotten the offset of.</param>
public readonly record struct Delivery(TopicPartition Partition, long Offset);
