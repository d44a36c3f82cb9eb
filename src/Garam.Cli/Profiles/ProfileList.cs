namespace Garam.Cli.Profiles;

/// <summary>The document that <c>garam profile list --json</c> prints.</summary>
internal sealed record ProfileList(IReadOnlyList<ProfileRow> Profiles);
