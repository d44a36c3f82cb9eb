namespace Garam.Client.Admin;

/// <param name="Name">Kafka's name of the setting.</param>
/// <param name="Value">In force; null where it is secret.</param>
/// <param name="Source">Where the value comes from.</param>
/// <param name="IsReadOnly">It cannot be altered.</param>
/// <param name="IsSensitive">Its value is not told.</param>
public sealed record ConfigEntry(string Name, string? Value, ConfigSource Source, bool IsReadOnly, bool IsSensitive);
