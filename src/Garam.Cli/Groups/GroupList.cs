namespace Garam.Cli.Groups;

/// <summary>What <c>garam groups list --json</c> prints.</summary>
internal sealed record GroupList(IReadOnlyList<GroupRow> Groups);
