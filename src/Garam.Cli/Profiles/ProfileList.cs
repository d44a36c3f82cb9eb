namespace Garam.Cli.Profiles;

/// <summary>What <c>garam profile list --json</c> prints.</summary>
internal sealed record ProfileList(IReadOnlyList<ProfileRow> Profiles);
