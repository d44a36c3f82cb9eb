namespace Garam.Metadata.Configs;

/// <param name="Value">The part of the value that is wrong, as Kafka prints it.</param>
/// <param name="Reason">Why.</param>
internal sealed record ConfigFault(string Value, string Reason);
