using System.Globalization;
using Garam.Cli.Connecting;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary>Carries out a plan. It ends at the first refusal; finished steps stay, and the next run plans the rest.</summary>
internal static class PlanExecution
{
    /// <summary>
    /// Asks the cluster whether it would carry out the plan, so that a value that it refuses is found before anything changes.
    /// </summary>
    public static async Task ValidateAsync(ClusterConnection cluster, TopicPlan plan, CancellationToken cancellation)
    {
        foreach (var step in plan.Work)
        {
            if (step.Action == TopicAction.Create)
            {
                _ = await cluster.AskAsync(
                    (admin, limited) => admin.CreateTopicAsync(ToNewTopic(step), validateOnly: true, limited), cancellation);
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

    private static ConfigChange[] Configs(TopicStep step) =>
        [.. step.ConfigChanges.Select(change => new ConfigChange(change.Field, change.To))];

    private static NewTopic ToNewTopic(TopicStep step) => new(
        step.Name,
        Number(step, TopicStep.PartitionsField) ?? -1,
        step.ConfigChanges.ToDictionary(change => change.Field, change => change.To!),
        (short)(Number(step, TopicStep.ReplicationField) ?? -1));

    private static int? Number(TopicStep step, string field) =>
        step.ValueOf(field) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

/// <summary>Shows a plan to people, one line for each change.</summary>
internal static class PlanView
{
    public static string NameOf(TopicAction action) => action switch
    {
        TopicAction.Create => "create",
        TopicAction.Change => "change",
        TopicAction.Delete => "delete",
        _ => "none",
    };

    public static void Show(Screen screen, TopicPlan plan)
    {
        foreach (var step in plan.Work)
        {
            screen.Say($"{Sign(step.Action)} {NameOf(step.Action)} topic {step.Name}");
            foreach (var change in step.Changes)
            {
                var from = step.Action == TopicAction.Create ? "" : $"{change.From ?? "(default)"} -> ";
                screen.Say($"    {change.Field}: {from}{change.To ?? "(default)"}");
            }
        }

        screen.Say(
            $"{plan.Count(TopicAction.Create)} to create, {plan.Count(TopicAction.Change)} to change, "
            + $"{plan.Count(TopicAction.Delete)} to delete, {plan.Count(TopicAction.None)} unchanged.");
    }

    private static char Sign(TopicAction action) => action switch
    {
        TopicAction.Create => '+',
        TopicAction.Delete => '-',
        _ => '~',
    };
}
