using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Client.Admin;

/// <summary>A group as its coordinator sees it.</summary>
public sealed class GroupDescription
{
    public const string DeadState = "Dead";

    public required string GroupId { get; init; }

    /// <summary>
    /// None, or why the coordinator does not describe the group. For an unknown group brokers answer either Dead or GROUP_ID_NOT_FOUND.
    /// </summary>
    public required ErrorCode Error { get; init; }

    /// <summary>
    /// Kafka's name of the state: Empty, PreparingRebalance, CompletingRebalance, Stable, Dead; in the new protocol also Assigning and
    /// Reconciling.
    /// </summary>
    public required string State { get; init; }

    public required string ProtocolType { get; init; }

    /// <summary>The assignor that the group has chosen.</summary>
    public required string Protocol { get; init; }

    public required HostPort Coordinator { get; init; }

    public required IReadOnlyList<GroupMemberDescription> Members { get; init; }

    /// <summary>No such group exists, or it is of a kind that this client does not describe.</summary>
    public bool IsUnknown => State == DeadState || Error == ErrorCode.GroupIdNotFound;
}

/// <summary>
/// A member of a group. Topics and partitions are known of consumers only, and empty while the group rebalances. Topics that match a
/// subscribed pattern are not listed.
/// </summary>
public sealed record GroupMemberDescription(
    string MemberId,
    string? InstanceId,
    string ClientId,
    string Host,
    IReadOnlyList<string> Topics,
    IReadOnlyList<TopicPartition> Assignment);
