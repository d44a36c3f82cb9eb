using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>What a member tells the leader of its group.</summary>
internal sealed record MemberSubscription(IReadOnlyList<string> Topics)
{
    /// <summary>What it has and does not give up; version 1.</summary>
    public IReadOnlyCollection<TopicPartition> Owned { get; init; } = [];

    /// <summary>The generation that it was last in, or -1; version 2.</summary>
    public int Generation { get; init; } = -1;

    /// <summary>Version 3.</summary>
    public string? RackId { get; init; }

    /// <summary>What the assignor adds.</summary>
    public ReadOnlyMemory<byte> UserData { get; init; }
}
