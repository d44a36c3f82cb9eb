using Garam.Broker.Cluster;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.Requests;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Wire;

namespace Garam.Broker.Handlers.Fetch;

/// <summary>
/// Sends readers to other agents: to those of their own zone, and away from an agent that is about to stop. Either all partitions of a
/// request are sent elsewhere or none, because every agent serves every partition.
/// </summary>
/// <param name="replica">Knows the other agents.</param>
/// <param name="ownZone">The zone of this agent; null if it was not told.</param>
/// <param name="draining">This agent is about to stop.</param>
public sealed class FetchRedirects(Replica replica, string? ownZone, Draining draining)
{
    /// <summary>Looked up under one hold of the replica's lock.</summary>
    private const int TargetsInPiece = 1_000;

    /// <summary>Returns null if this agent serves the request.</summary>
    public FetchResponse? Find(RequestContext context, FetchRequest request, FetchScope scope)
    {
        if (draining.HasBegun)
        {
            return FetchResponses.Create(scope, scope.Targets.Select(static target =>
                (target.Key, Nothing(target, ErrorCode.NotLeaderOrFollower))));
        }

        // KIP-392: version 11 brings the rack.
        var rack = request.RackId;
        return ownZone is null || rack.Length == 0 || rack == ownZone || FindNear(rack, context) is not { } near
            ? null
            : FetchResponses.Create(scope, scope.Targets.Chunk(TargetsInPiece).SelectMany(piece => PreferredFor(piece, near)));
    }

    /// <summary>
    /// Returns null if no agent runs there, or if the client is in another zone by its client id or its listener: Metadata has told such a
    /// client no agents of other zones.
    /// </summary>
    private ClusterView? FindNear(string rack, RequestContext context) =>
        replica.Read((Rack: rack, Zone: ClientZone.Of(context)), static (state, client) =>
        {
            var isInZone = client.Zone is not null && ClusterView.Of(state, client.Zone).Zone is not null;
            return !isInZone && ClusterView.Of(state, client.Rack) is { Zone: not null } near ? near : null;
        });

    private (FetchTargetKey Key, FetchResponse.PartitionData Data)[] PreferredFor(FetchTarget[] piece, ClusterView near) =>
        replica.Read((piece, near), static (state, call) =>
            Array.ConvertAll(call.piece, target => (target.Key, PreferredFor(state, call.near, target))));

    private static FetchResponse.PartitionData PreferredFor(ClusterState state, ClusterView near, FetchTarget target)
    {
        var isKnown = target.Key.IsById
            ? state.Topics.TryGet(target.Key.TopicId, out var topic)
            : state.Topics.TryGet(target.Key.Topic!, out topic);
        if (!isKnown || !state.Topics.TryGetPartition(new TopicPartition(topic!.Id, target.Key.Partition), out var partition))
        {
            return Nothing(
                target, target.Key.IsById && !isKnown ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition);
        }

        var data = Nothing(target, ErrorCode.None);
        data.HighWatermark = partition.HighWatermark;
        data.LastStableOffset = partition.LastStableOffset;
        data.LogStartOffset = partition.LogStartOffset;
        data.PreferredReadReplica = PartitionPlacement.NodeOf(new TopicPartition(topic.Id, target.Key.Partition), near.Agents);
        return data;
    }

    /// <summary>
    /// The client keeps its position; in a session it is told everything again next time. librdkafka cannot read an answer whose records
    /// are null.
    /// </summary>
    private static FetchResponse.PartitionData Nothing(FetchTarget target, ErrorCode error)
    {
        target.SentHighWatermark = -1;
        target.SentLogStartOffset = -1;
        return new()
        {
            PartitionIndex = target.Key.Partition,
            ErrorCode = error,
            HighWatermark = -1,
            LastStableOffset = -1,
            LogStartOffset = -1,
            AbortedTransactions = null,
            Records = RecordSlices.Empty,
        };
    }
}
