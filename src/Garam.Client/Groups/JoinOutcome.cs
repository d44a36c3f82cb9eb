using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>How joining a group ended.</summary>
/// <param name="Assignment">What the member gets in its new generation; null if it has lost everything and must begin anew, or failed.</param>
/// <param name="Membership">The generation that gave it.</param>
/// <param name="Fault">Why the group cannot be joined.</param>
internal sealed record JoinOutcome(IReadOnlyList<TopicPartition>? Assignment, GroupMembership Membership, Exception? Fault = null);
