namespace Garam.Cli.Connecting;

/// <param name="Name">How the person calls the cluster.</param>
/// <param name="Brokers">HOST:PORT,…</param>
internal sealed record Profile(string Name, string Brokers)
{
    public SecuritySettings Security { get; init; } = SecuritySettings.None;
}
