using Garam.Client.Cluster;

namespace Garam.Client.Admin;

/// <summary>A member of a group. What it wants and has is known of consumers only, and empty while the group rebalances; a pattern that it subscribes to is not among its topics.</summary>
public sealed record GroupMemberDescription(
    string MemberId,
    string? InstanceId,
    string ClientId,
    string Host,
    IReadOnlyList<string> Topics,
    IReadOnlyList<TopicPartition> Assignment);
