using Garam.Protocol;

namespace Garam.Client.Cluster;

/// <param name="Name">Unique at a time.</param>
/// <param name="Id">Unique for ever; zero where the broker is too old to tell.</param>
/// <param name="Leaders">By partition: the node that leads it, or -1.</param>
public sealed record TopicMetadata(string Name, Uuid Id, IReadOnlyList<int> Leaders)
{
    public int PartitionCount => Leaders.Count;
}
