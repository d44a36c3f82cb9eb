namespace Garam.Metadata.Configs;

/// <param name="Value">The part of the value that is wrong, as Kafka prints it; null where Kafka says the reason alone.</param>
/// <param name="Reason">Why.</param>
internal sealed record ConfigFault(string? Value, string Reason);
