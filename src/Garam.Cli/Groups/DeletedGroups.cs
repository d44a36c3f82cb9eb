namespace Garam.Cli.Groups;

/// <summary>The document that <c>garam groups delete --json</c> prints.</summary>
/// <param name="Done">False where nobody agreed: then these are the groups that would be deleted.</param>
/// <param name="Groups">Those that are gone now.</param>
/// <param name="Unchanged">Those that did not exist.</param>
/// <param name="Refused">Those that the cluster does not delete, with its reasons.</param>
internal sealed record DeletedGroups(bool Done, IReadOnlyList<string> Groups, IReadOnlyList<string> Unchanged, IReadOnlyList<RefusedGroup> Refused);

internal sealed record RefusedGroup(string Name, string Error);
