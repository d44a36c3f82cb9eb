using Garam.Broker.Cluster;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.DescribeCluster;

namespace Garam.Broker.Handlers.Cluster;

/// <summary>
/// DescribeCluster: 0–2, with authorized operations: all of them, until there are access rules.
/// Deviations:
/// - Only brokers are described. Endpoint type 2 (controllers) is refused, as Kafka's brokers refuse it.
/// - No agent is ever fenced. An agent that is gone is not listed.
/// - Agents of every zone are listed, each with its address for the client's listener (see Metadata).
/// </summary>
public sealed class DescribeClusterHandler(Replica replica) : RequestHandler<DescribeClusterRequest, DescribeClusterResponse>
{
    private const sbyte Brokers = 1;
    private const sbyte Controllers = 2;

    protected override ValueTask<DescribeClusterResponse> HandleAsync(
        RequestContext context, DescribeClusterRequest request, CancellationToken cancellation)
    {
        if (request.EndpointType != Brokers)
        {
            var (error, message) = request.EndpointType == Controllers
                ? (ErrorCode.MismatchedEndpointType, "The request was sent to an endpoint of the wrong type.")
                : (ErrorCode.UnsupportedEndpointType, $"Unsupported endpoint type {request.EndpointType}");
            return ValueTask.FromResult(
                new DescribeClusterResponse { ErrorCode = error, ErrorMessage = message, EndpointType = request.EndpointType });
        }

        var view = replica.Read(0, static (state, _) => ClusterView.Of(state));
        return ValueTask.FromResult(new DescribeClusterResponse
        {
            ClusterId = view.ClusterId,
            ControllerId = view.ControllerId,
            ClusterAuthorizedOperations = request.IncludeClusterAuthorizedOperations
                ? AuthorizedOperations.OfCluster
                : AuthorizedOperations.Omitted,
            Brokers = [.. view.Agents.Select(agent => Describe(agent, agent.AddressFor(context.ListenerZone)))],
        });
    }

    private static DescribeClusterResponse.DescribeClusterBroker Describe(ProcessState agent, HostPort address) =>
        new() { BrokerId = agent.NodeId, Host = address.Host, Port = address.Port, Rack = agent.Zone };
}
