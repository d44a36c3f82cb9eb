namespace Garam.Cli.Profiles;

internal sealed record ProfileRow(string Name, string Brokers, bool InUse);
