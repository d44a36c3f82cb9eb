using Garam.Broker.Requests;

namespace Garam.Broker.Handlers.Groups;

/// <summary>Which agent a client is sent to for its groups: any will do, because all forward to the leader.</summary>
public interface ICoordinatorLocator
{
    /// <summary>Null while no agent is registered.</summary>
    CoordinatorEndpoint? Locate(RequestContext context);
}
