namespace Garam.Client.Admin;

/// <param name="Name">Kafka's name of the setting.</param>
/// <param name="Value">The new value; null takes the resource's own value away, so that the default counts again.</param>
public sealed record ConfigChange(string Name, string? Value);
