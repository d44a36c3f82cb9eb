using Garam.Client.Cluster;
using Garam.Client.Fetching;

namespace Garam.Client.Admin;

/// <summary>Both ends of many logs.</summary>
internal static class OffsetCalls
{
    public static async ValueTask<IReadOnlyDictionary<TopicPartition, PartitionOffsets>> FindAsync(
        ClusterClient client, IReadOnlyCollection<TopicPartition> partitions, IsolationLevel isolation, CancellationToken cancellation)
    {
        var offsets = new OffsetClient(client, isolation);
        var starts = await offsets.ListAsync(partitions, OffsetSpec.Earliest, cancellation);
        var ends = await offsets.ListAsync(partitions, OffsetSpec.Latest, cancellation);
        return partitions.ToDictionary(partition => partition, partition => new PartitionOffsets(starts[partition].Offset, ends[partition].Offset));
    }
}
