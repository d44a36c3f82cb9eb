using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Client.Admin;

namespace Garam.Cli.Topics.Applying;

/// <summary>Does what a plan says. Ends at the first refusal; what was done stays done, and the next run plans the rest.</summary>
internal static class PlanExecution
{
    /// <summary>Asks the cluster whether it would, so that a value that it refuses is found before anything is done.</summary>
    public static async Task ValidateAsync(ClusterConnection cluster, TopicPlan plan, CancellationToken cancellation)
    {
        foreach (var step in plan.Work)
        {
            if (step.Action == TopicAction.Create)
            {
                _ = await cluster.AskAsync((admin, limited) => admin.CreateTopicAsync(ToNewTopic(step), validateOnly: true, limited), cancellation);
            }
            else if (step.Action == TopicAction.Change)
            {
                await TopicChanges.ValidateAsync(cluster, step.Name, Configs(step), cancellation);
            }
        }
    }

    public static async Task RunAsync(ClusterConnection cluster, TopicPlan plan, Action<TopicStep> done, CancellationToken cancellation)
    {
        foreach (var step in plan.Work)
        {
            switch (step.Action)
            {
                case TopicAction.Create:
                    _ = await cluster.AskAsync((admin, limited) => admin.CreateTopicAsync(ToNewTopic(step), limited), cancellation);
                    break;
                case TopicAction.Change:
                    await TopicChanges.MakeAsync(cluster, step.Name, Number(step, TopicStep.PartitionsField), Configs(step), cancellation);
                    break;
                default:
                    await cluster.AskAsync((admin, limited) => admin.DeleteTopicAsync(step.Name, limited), cancellation);
                    break;
            }

            done(step);
        }
    }

    private static ConfigChange[] Configs(TopicStep step) => [.. step.ConfigChanges.Select(change => new ConfigChange(change.Field, change.To))];

    private static NewTopic ToNewTopic(TopicStep step) => new(
        step.Name,
        Number(step, TopicStep.PartitionsField) ?? -1,
        step.ConfigChanges.ToDictionary(change => change.Field, change => change.To!),
        (short)(Number(step, TopicStep.ReplicationField) ?? -1));

    private static int? Number(TopicStep step, string field) => step.ValueOf(field) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
