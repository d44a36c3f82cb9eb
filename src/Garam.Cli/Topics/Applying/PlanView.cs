using Garam.Cli.Terminal;

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

        screen.Say($"{plan.Count(TopicAction.Create)} to create, {plan.Count(TopicAction.Change)} to change, {plan.Count(TopicAction.Delete)} to delete, {plan.Count(TopicAction.None)} unchanged.");
    }

    private static char Sign(TopicAction action) => action switch
    {
        TopicAction.Create => '+',
        TopicAction.Delete => '-',
        _ => '~',
    };
}
