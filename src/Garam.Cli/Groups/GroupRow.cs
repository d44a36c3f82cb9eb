namespace Garam.Cli.Groups;

/// <param name="Name">The group's name.</param>
/// <param name="State">Kafka's name of it; null where the broker does not tell.</param>
/// <param name="Type">classic, or consumer for the protocol of KIP-848; null where the broker does not tell.</param>
/// <param name="ProtocolType">consumer for consumers, empty for a group that only has offsets.</param>
/// <param name="Lag">The sum of the lags that are known; null where none is, or nobody asked.</param>
internal sealed record GroupRow(string Name, string? State, string? Type, string ProtocolType, long? Lag = null);
