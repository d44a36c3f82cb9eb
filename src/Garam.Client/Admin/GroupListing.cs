namespace Garam.Client.Admin;

/// <param name="GroupId">The group's name.</param>
/// <param name="ProtocolType">"consumer" for consumers, "connect" for Kafka Connect, empty for a group that only has offsets.</param>
/// <param name="State">Kafka's name of the state, e.g. Stable; empty where the broker is too old to tell.</param>
/// <param name="Type">"classic", "consumer" (KIP-848), "share" (KIP-932) or "streams" (KIP-1071); empty where the broker is too old to tell.</param>
public sealed record GroupListing(string GroupId, string ProtocolType, string State, string Type);
