using Garam.Client.Cluster;

namespace Garam.Client.Fetching;

/// <param name="Found">What was answered.</param>
/// <param name="Fault">Why the rest was not; it may pass by itself.</param>
internal readonly record struct ListedOffsets(Dictionary<TopicPartition, ListedOffset> Found, Exception? Fault)
{
    public bool IsWhole => Fault is null;
}
