using Garam.Protocol;

namespace Garam.Client.Fetching;

/// <param name="TopicId">The topic that the offset belongs to: a recreated one of the same name starts anew. Zero: not known yet.</param>
/// <param name="Offset">The next offset; null until the reset policy has decided.</param>
internal readonly record struct PartitionPosition(Uuid TopicId, long? Offset);
