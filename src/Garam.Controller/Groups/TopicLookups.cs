using Garam.Metadata;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>How requests name topics, and which partitions there are.</summary>
internal static class TopicLookups
{
    public static Uuid? FindId(this ClusterState cluster, string name) => cluster.Topics.TryGet(name, out var topic) ? topic.Id : null;

    public static string? FindName(this ClusterState cluster, Uuid topicId) => cluster.Topics.TryGet(topicId, out var topic) ? topic.Name : null;

    public static bool Exists(this ClusterState cluster, TopicPartition partition) =>
        cluster.Topics.TryGet(partition.TopicId, out var topic) && partition.Partition >= 0 && partition.Partition < topic.Partitions;
}
