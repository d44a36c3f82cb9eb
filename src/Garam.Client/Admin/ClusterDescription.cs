namespace Garam.Client.Admin;

/// <param name="ClusterId">Null where the brokers are too old to tell.</param>
/// <param name="ControllerId">The broker that changes go to, or -1.</param>
/// <param name="Brokers">By id.</param>
public sealed record ClusterDescription(string? ClusterId, int ControllerId, IReadOnlyList<BrokerDescription> Brokers);
