namespace Garam.Cli.Topics;

/// <summary>What <c>create</c>, <c>alter</c> and <c>delete</c> print with <c>--json</c>.</summary>
internal sealed record ChangedTopics(IReadOnlyList<string> Topics, IReadOnlyList<string> Unchanged);
