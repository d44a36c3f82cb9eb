namespace Garam.Cli.Topics.Applying;

/// <summary>The document that <c>garam topics apply --json</c> prints.</summary>
internal sealed record PlanDocument(bool Applied, IReadOnlyList<PlanEntry> Topics)
{
    public static PlanDocument From(TopicPlan plan, bool applied) =>
        new(applied, [.. plan.Steps.Select(step => new PlanEntry(step.Name, PlanView.NameOf(step.Action), step.Changes))]);
}
