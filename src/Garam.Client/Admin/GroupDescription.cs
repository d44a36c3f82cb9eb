using Garam.Client.Cluster;
using Garam.Protocol;

namespace Garam.Client.Admin;

/// <summary>A group as its coordinator sees it.</summary>
public sealed class GroupDescription
{
    public const string DeadState = "Dead";

    public required string GroupId { get; init; }

    /// <summary>None, or why the coordinator does not describe it: brokers say of an unknown group either that it is Dead or GROUP_ID_NOT_FOUND.</summary>
    public required ErrorCode Error { get; init; }

    /// <summary>Kafka's name of it: Empty, PreparingRebalance, CompletingRebalance, Stable, Dead; Assigning and Reconciling in the new protocol.</summary>
    public required string State { get; init; }

    public required string ProtocolType { get; init; }

    /// <summary>The assignor that the group has chosen.</summary>
    public required string Protocol { get; init; }

    public required HostPort Coordinator { get; init; }

    public required IReadOnlyList<GroupMemberDescription> Members { get; init; }

    /// <summary>There is no such group, or it is of a kind whose members are not asked for here.</summary>
    public bool IsUnknown => State == DeadState || Error == ErrorCode.GroupIdNotFound;
}

/// <summary>A member of a group. What it wants and has is known of consumers only, and empty while the group rebalances; a pattern that it subscribes to is not among its topics.</summary>
public sealed record GroupMemberDescription(
    string MemberId,
    string? InstanceId,
    string ClientId,
    string Host,
    IReadOnlyList<string> Topics,
    IReadOnlyList<TopicPartition> Assignment);
