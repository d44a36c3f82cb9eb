namespace Garam.Cli.Groups;

/// <param name="Name">The group's name.</param>
/// <param name="State">Kafka's name of it; null where the broker does not tell.</param>
/// <param name="Type">classic, or consumer for the protocol of KIP-848; null where the broker does not tell.</param>
/// <param name="ProtocolType">consumer for consumers, empty for a group that only has offsets.</param>
internal sealed record GroupRow(string Name, string? State, string? Type, string ProtocolType);
