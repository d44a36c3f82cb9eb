using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>What the leader of a group knows of a member.</summary>
internal sealed record SubscribedMember(string MemberId, string? InstanceId, IReadOnlyList<string> Topics)
{
    /// <summary>What it says that it has now.</summary>
    public IReadOnlyList<TopicPartition> Owned { get; init; } = [];

    /// <summary>The generation in which it got them, or -1.</summary>
    public int Generation { get; init; } = -1;

    public string? RackId { get; init; }

    public ReadOnlyMemory<byte> UserData { get; init; }
}
