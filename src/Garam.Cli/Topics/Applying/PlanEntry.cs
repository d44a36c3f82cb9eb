namespace Garam.Cli.Topics.Applying;

internal sealed record PlanEntry(string Name, string Action, IReadOnlyList<FieldChange> Changes);
