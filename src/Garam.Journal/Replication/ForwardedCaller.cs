namespace Garam.Journal.Replication;

/// <summary>Who a forwarded client request came from: agents forward group requests to the coordinator on the leader.</summary>
/// <param name="ClientId">As the client states it; empty when it states none.</param>
/// <param name="ClientHost">Its address, as DescribeGroups shows it: "/10.0.0.7".</param>
public readonly record struct ForwardedCaller(string ClientId, string ClientHost);
