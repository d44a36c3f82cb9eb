namespace Garam.Broker.Handlers.Groups;

/// <summary>An agent as Metadata lists it.</summary>
public readonly record struct CoordinatorEndpoint(int NodeId, string Host, int Port);
