using Garam.Protocol;

namespace Garam.Client.Admin;

/// <param name="Id">Its number in the cluster.</param>
/// <param name="Address">Where clients are told to connect.</param>
/// <param name="Rack">Null where it has none.</param>
public sealed record BrokerDescription(int Id, HostPort Address, string? Rack);
