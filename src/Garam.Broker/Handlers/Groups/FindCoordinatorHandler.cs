using Garam.Broker.Requests;
using Garam.Protocol;
using Garam.Protocol.Messages.FindCoordinator;
using Coordinator = Garam.Protocol.Messages.FindCoordinator.FindCoordinatorResponse.Coordinator;

namespace Garam.Broker.Handlers.Groups;

/// <summary>
/// FindCoordinator: 0–6. Version 1 adds the key type (KIP-98), version 4 several keys (KIP-699). Version 6 adds share groups, which are
/// refused with INVALID_REQUEST because there are none.
/// Deviations:
/// - Any agent is the coordinator of every group. The answer names the agent that was asked, or one of the client's zone (see Metadata).
/// - A transactional id (type 1) is refused with TRANSACTIONAL_ID_AUTHORIZATION_FAILED, because there are no transactions yet. Only this
///   error stops the producers of Java, librdkafka and kafkajs alike, at once and with a message; librdkafka retries every error that is
///   not about authorization until its time-out.
/// - A key that is named twice is answered once. Of more than 10,000 keys the first 10,000 are answered, and clients look up the others
///   again.
/// </summary>
public sealed class FindCoordinatorHandler(ICoordinatorLocator locator) : RequestHandler<FindCoordinatorRequest, FindCoordinatorResponse>
{
    private const sbyte Group = 0;
    private const sbyte Transaction = 1;
    private const int NoNode = -1;

    /// <summary>A key takes a byte of a request and fifty of the answer.</summary>
    private const int KeysMax = 10_000;

    /// <summary>Kafka's message up to version 3 when there is no error.</summary>
    private const string NoError = "NONE";

    private const string NoTransactions = "Transactions are not supported by this version of Garam.";

    protected override ValueTask<FindCoordinatorResponse> HandleAsync(
        RequestContext context, FindCoordinatorRequest request, CancellationToken cancellation)
    {
        var agents = locator.Look(context);
        if (context.Version >= 4) // KIP-699: several keys in one request
        {
            var keys = request.CoordinatorKeys.Distinct(StringComparer.Ordinal).Take(KeysMax);
            var found = keys.Select(key => Find(agents, request.KeyType, key));
            return ValueTask.FromResult(new FindCoordinatorResponse { Coordinators = [.. found] });
        }

        var coordinator = Find(agents, request.KeyType, request.Key);
        return ValueTask.FromResult(new FindCoordinatorResponse
        {
            ErrorCode = coordinator.ErrorCode,
            ErrorMessage = coordinator.ErrorCode == ErrorCode.None ? NoError : coordinator.ErrorMessage,
            NodeId = coordinator.NodeId,
            Host = coordinator.Host,
            Port = coordinator.Port,
        });
    }

    private static Coordinator Find(ICoordinatorChoice agents, sbyte keyType, string key)
    {
        switch (keyType)
        {
            case Group when agents.Choose(key) is { } endpoint:
                return new Coordinator { Key = key, NodeId = endpoint.NodeId, Host = endpoint.Host, Port = endpoint.Port };
            case Group:
                return Refused(key, ErrorCode.CoordinatorNotAvailable, "No agent is registered yet.");
            case Transaction:
                return Refused(key, ErrorCode.TransactionalIdAuthorizationFailed, NoTransactions);
            default:
                return Refused(key, ErrorCode.InvalidRequest, $"Coordinator key type {keyType} is not supported.");
        }
    }

    private static Coordinator Refused(string key, ErrorCode error, string message) =>
        new() { Key = key, NodeId = NoNode, Port = NoNode, ErrorCode = error, ErrorMessage = message };
}

/// <summary>Chooses the agent that a client is sent to for its groups: any will do, because all forward to the leader.</summary>
public interface ICoordinatorLocator
{
    /// <summary>Looks at the agents once for all groups of a request: a small request names thousands.</summary>
    ICoordinatorChoice Look(RequestContext context);
}

/// <summary>The agents at one moment, as one client sees them.</summary>
public interface ICoordinatorChoice
{
    /// <summary>Returns null while no agent is registered.</summary>
    CoordinatorEndpoint? Choose(string group);
}

/// <summary>An agent as Metadata lists it.</summary>
public readonly record struct CoordinatorEndpoint(int NodeId, string Host, int Port);
