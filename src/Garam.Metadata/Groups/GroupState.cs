using System.Collections.Immutable;
using Garam.Protocol;

namespace Garam.Metadata.Groups;

/// <summary>
/// The durable part of a group, which lets a new leader continue without a rebalance. Immutable: readers keep it after they release the
/// replica's lock, a snapshot costs nothing, and each command makes a new one.
/// </summary>
public sealed record GroupState(string GroupId)
{
    private static readonly ImmutableSortedDictionary<string, MemberState> NoMembers =
        ImmutableSortedDictionary.Create<string, MemberState>(StringComparer.Ordinal);

    /// <summary>Grows with every join round, even when no member is left.</summary>
    public int Generation { get; init; }

    public GroupPhase Phase { get; init; } = GroupPhase.Empty;

    public long PhaseSinceMs { get; init; }

    /// <summary>"consumer", "connect", …; null for a group that never had members.</summary>
    public string? ProtocolType { get; init; }

    /// <summary>The assignor that the members agreed on; null while there are none.</summary>
    public string? ProtocolName { get; init; }

    /// <summary>The member that computes assignments.</summary>
    public string? LeaderId { get; init; }

    /// <summary>By member id, ordinal, because nothing may depend on the order of a hash table.</summary>
    public ImmutableSortedDictionary<string, MemberState> Members { get; init; } = NoMembers;

    /// <summary>By topic id: a topic that is deleted and created again under its old name starts without offsets.</summary>
    public ImmutableSortedDictionary<TopicPartition, CommittedOffset> Offsets { get; init; } =
        ImmutableSortedDictionary<TopicPartition, CommittedOffset>.Empty;

    /// <summary>
    /// Kept beside the tables, so that a budget need not walk through them (see <see cref="GroupSizes"/>). Derived, never stored.
    /// </summary>
    public long MemberBytes { get; private init; }

    /// <inheritdoc cref="MemberBytes"/>
    public long OffsetBytes { get; private init; }

    public long Bytes => GroupSizes.GroupOverhead + MemberBytes + OffsetBytes;

    /// <summary>Decides whether a member may commit, regardless of the state that the coordinator saw when it sent the command.</summary>
    public ErrorCode CheckCommit(int generation, string memberId)
    {
        if (generation < 0 && Phase == GroupPhase.Empty)
        {
            return ErrorCode.None;
        }

        if (!Members.ContainsKey(memberId))
        {
            return ErrorCode.UnknownMemberId;
        }

        if (generation != Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        return Phase == GroupPhase.CompletingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>Returns the group with copies of these members and no others.</summary>
    internal GroupState WithMembers(IEnumerable<MemberState> members)
    {
        var table = NoMembers.SetItems(members.Select(member => KeyValuePair.Create(member.MemberId, member.Detached())));
        return this with { Members = table, MemberBytes = table.Values.Sum(GroupSizes.OfMember) };
    }

    /// <param name="offsets">Replace all offsets of the group.</param>
    /// <param name="addedBytes">The difference in size to the offsets before; negative when they shrink.</param>
    internal GroupState WithOffsets(ImmutableSortedDictionary<TopicPartition, CommittedOffset> offsets, long addedBytes) =>
        this with { Offsets = offsets, OffsetBytes = OffsetBytes + addedBytes };

    internal GroupState After(CompleteJoin command, long nowMs) => WithMembers(command.Members) with
    {
        Generation = command.Generation,
        ProtocolType = command.ProtocolType,
        ProtocolName = command.ProtocolName,
        LeaderId = command.LeaderId,
        Phase = command.Members.Length == 0 ? GroupPhase.Empty : GroupPhase.CompletingRebalance,
        PhaseSinceMs = nowMs,
    };

    internal GroupState After(AssignGroup command, long nowMs)
    {
        var members = Members.ToBuilder();
        var bytes = MemberBytes;
        foreach (var assignment in command.Assignments)
        {
            if (members.TryGetValue(assignment.MemberId, out var member))
            {
                members[assignment.MemberId] = member.WithAssignment(assignment.Assignment.ToArray());
                bytes += assignment.Assignment.Length - member.Assignment.Length;
            }
        }

        return this with { Members = members.ToImmutable(), MemberBytes = bytes, Phase = GroupPhase.Stable, PhaseSinceMs = nowMs };
    }

    internal GroupState After(RemoveMembers command, long nowMs)
    {
        var members = Members.ToBuilder();
        var bytes = MemberBytes;
        foreach (var memberId in command.MemberIds)
        {
            if (members.TryGetValue(memberId, out var member))
            {
                members.Remove(memberId);
                bytes -= GroupSizes.OfMember(member);
            }
        }

        var leader = LeaderId is not null && members.ContainsKey(LeaderId) ? LeaderId : members.Keys.FirstOrDefault();
        return (this with { Members = members.ToImmutable(), MemberBytes = bytes, LeaderId = leader }).Unsettled(nowMs);
    }

    internal GroupState After(ReplaceStaticMember command, long nowMs)
    {
        var replaced = Members[command.ReplacedMemberId];
        var member = command.KeepsGeneration ? command.Member.Detached().WithAssignment(replaced.Assignment) : command.Member.Detached();
        var overwritten = Members.GetValueOrDefault(member.MemberId);
        var freed = GroupSizes.OfMember(replaced) + (overwritten is null || overwritten == replaced ? 0 : GroupSizes.OfMember(overwritten));
        var next = this with
        {
            Members = Members.Remove(command.ReplacedMemberId).SetItem(member.MemberId, member),
            MemberBytes = MemberBytes + GroupSizes.OfMember(member) - freed,
            LeaderId = LeaderId == command.ReplacedMemberId ? member.MemberId : LeaderId,
        };
        return command.KeepsGeneration ? next : next.Unsettled(nowMs);
    }

    private GroupState Unsettled(long nowMs) => this with
    {
        ProtocolName = Members.IsEmpty ? null : ProtocolName,
        Phase = Members.IsEmpty ? GroupPhase.Empty : GroupPhase.PreparingRebalance,
        PhaseSinceMs = nowMs,
    };
}

/// <summary>Kafka's states of a classic group. Journals and snapshots contain these numbers.</summary>
public enum GroupPhase : sbyte
{
    /// <summary>The group does not exist. Never stored.</summary>
    Dead = 0,

    /// <summary>The group has no members. It may have offsets.</summary>
    Empty = 1,

    /// <summary>
    /// The members are asked to join again. Stored only when a member left: the leader keeps the rest of a join round in memory.
    /// </summary>
    PreparingRebalance = 2,

    /// <summary>A generation has its members and waits for the assignments from its leader.</summary>
    CompletingRebalance = 3,

    /// <summary>Every member has its assignment.</summary>
    Stable = 4,
}

/// <summary>The offset that a group committed for one partition.</summary>
/// <param name="Offset">The next offset to read.</param>
/// <param name="LeaderEpoch">The epoch that the client sent; -1 for none.</param>
/// <param name="Metadata">The client's own text.</param>
/// <param name="CommitTimestampMs">The time at which the leader added the commit to the journal.</param>
/// <param name="ExpireTimestampMs">Set by the retention that OffsetCommit 2 to 4 may name; -1 for the cluster's retention.</param>
public sealed record CommittedOffset(long Offset, int LeaderEpoch, string Metadata, long CommitTimestampMs, long ExpireTimestampMs);
