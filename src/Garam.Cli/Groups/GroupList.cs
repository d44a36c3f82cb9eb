namespace Garam.Cli.Groups;

/// <summary>The document that <c>garam groups list --json</c> prints.</summary>
internal sealed record GroupList(IReadOnlyList<GroupRow> Groups);
