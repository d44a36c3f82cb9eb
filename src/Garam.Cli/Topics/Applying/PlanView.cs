namespace Garam.Cli.Topics.Applying;

/// <summary>A plan for people, one line for each thing that happens.</summary>
internal static class PlanView
{
    public static string NameOf(TopicAction action) => action switch
    {
        TopicAction.Create => "create",
        TopicAction.Change => "change",
        TopicAction.Delete => "delete",
        _ => "none",
    };

    public static void Show(TextWriter writer, TopicPlan plan)
    {
        foreach (var step in plan.Work)
        {
            writer.WriteLine($"{Sign(step.Action)} {NameOf(step.Action)} topic {step.Name}");
            foreach (var change in step.Changes)
            {
                var from = step.Action == TopicAction.Create ? "" : $"{change.From ?? "(default)"} -> ";
                writer.WriteLine($"    {change.Field}: {from}{change.To ?? "(default)"}");
            }
        }

        var unchanged = plan.Steps.Count(step => step.Action == TopicAction.None);
        writer.WriteLine($"{Count(plan, TopicAction.Create)} to create, {Count(plan, TopicAction.Change)} to change, {Count(plan, TopicAction.Delete)} to delete, {unchanged} unchanged.");
    }

    private static int Count(TopicPlan plan, TopicAction action) => plan.Steps.Count(step => step.Action == action);

    private static char Sign(TopicAction action) => action switch
    {
        TopicAction.Create => '+',
        TopicAction.Delete => '-',
        _ => '~',
    };
}
