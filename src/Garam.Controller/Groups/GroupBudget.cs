using Garam.Metadata.Groups;

namespace Garam.Controller.Groups;

/// <summary>
/// Limits all groups together: what the state holds of them, and what the leader's memory has on top (members in a round that is not over,
/// ids given out). Guarded by the coordinator's lock; the gauges read from any thread.
/// </summary>
internal sealed class GroupBudget(IGroupStateReader state, GroupCoordinatorOptions options)
{
    private int _groups;
    private int _sessions;
    private long _parkedBytes;

    /// <summary>Members, and ids given out. Every group that has any is in memory.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    public long Bytes => Volatile.Read(ref _parkedBytes) + Durable().Bytes;

    public long BytesMax => options.MemoryMax;

    /// <summary>Returns the limit that a request would exceed by adding this.</summary>
    public GroupLimit Check(bool addsGroup, bool addsSession, long addedBytes)
    {
        var durable = Durable();
        if (addsGroup && (durable.Groups >= options.GroupsMax || _groups > options.GroupsMax))
        {
            return GroupLimit.Groups;
        }

        if (addsSession && _sessions >= options.MembersMax)
        {
            return GroupLimit.Members;
        }

        // A request that takes no more than before is let through: a group that rebalances must not fall apart because others grew.
        return addedBytes > 0 && durable.Bytes + _parkedBytes + addedBytes > options.MemoryMax ? GroupLimit.Memory : GroupLimit.None;
    }

    /// <summary>Returns the limit that a commit would exceed.</summary>
    public GroupLimit CheckCommit(GroupState? group, long addedBytes) =>
        Check(group is null, addsSession: false, addedBytes + (group is null ? GroupSizes.GroupOverhead : 0));

    public void Add(int groups, int sessions, long parkedBytes)
    {
        _groups += groups;
        Volatile.Write(ref _sessions, _sessions + sessions);
        Volatile.Write(ref _parkedBytes, _parkedBytes + parkedBytes);
    }

    public void Clear() => Add(-_groups, -_sessions, -_parkedBytes);

    private (int Groups, long Bytes) Durable() => state.Read(static cluster => (cluster.Groups.Count, cluster.Groups.Bytes));
}
