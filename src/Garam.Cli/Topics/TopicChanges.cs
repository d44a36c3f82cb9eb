using Garam.Cli.Connecting;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary>Changes of a topic that exists.</summary>
internal static class TopicChanges
{
    /// <summary>The cluster says whether it would take these settings.</summary>
    public static async Task ValidateAsync(ClusterConnection cluster, string topic, IReadOnlyCollection<ConfigChange> changes, CancellationToken cancellation)
    {
        if (changes.Count > 0)
        {
            await cluster.AskAsync((admin, limited) => admin.AlterTopicConfigsAsync(topic, changes, validateOnly: true, limited), cancellation);
        }
    }

    public static async Task MakeAsync(ClusterConnection cluster, string topic, int? partitions, IReadOnlyCollection<ConfigChange> changes, CancellationToken cancellation)
    {
        if (partitions is { } count)
        {
            await cluster.AskAsync((admin, limited) => admin.CreatePartitionsAsync(topic, count, limited), cancellation);
        }

        if (changes.Count > 0)
        {
            await cluster.AskAsync((admin, limited) => admin.AlterTopicConfigsAsync(topic, changes, validateOnly: false, limited), cancellation);
        }
    }
}
