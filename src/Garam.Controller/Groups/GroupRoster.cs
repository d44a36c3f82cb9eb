using System.Diagnostics.CodeAnalysis;
using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// The members of one group, and the ids that were given out to clients which have not joined with them yet. It keeps the counts that every
/// join asks for, so that a round of n members costs n steps and not n². Only <see cref="ClassicGroup"/> changes it.
/// </summary>
internal sealed class GroupRoster
{
    private readonly SortedDictionary<string, LiveMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _memberIdByInstance = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _supporters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _pending = new(StringComparer.Ordinal);

    public int Count => _members.Count;

    public int AwaitingJoin { get; private set; }

    /// <summary>The bytes that members parked in a join keep beside their records.</summary>
    public long ParkedBytes { get; private set; }

    /// <summary>The bytes that the members take at least in the record that Kafka would write.</summary>
    public long RecordBytesMin { get; private set; }

    /// <summary>The ids that were given out, with the time at which each is forgotten (KIP-394).</summary>
    public IReadOnlyDictionary<string, TimeSpan> Pending => _pending;

    /// <summary>Members of the generation that have not asked for their assignment.</summary>
    public HashSet<string> Unsynced { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<LiveMember> Members => _members.Values;

    public bool AllJoined => AwaitingJoin == Count && Pending.Count == 0;

    /// <summary>A round lasts as long as its slowest member asks for.</summary>
    public TimeSpan RebalanceTimeout => Count == 0 ? TimeSpan.Zero : _members.Values.Max(member => member.Record.RebalanceTimeout);

    public IEnumerable<TimeSpan> Deadlines => Members.Select(member => member.SessionDeadline ?? TimeSpan.MaxValue).Concat(_pending.Values);

    public bool Contains(string memberId) => _members.ContainsKey(memberId);

    public bool TryGet(string memberId, [NotNullWhen(true)] out LiveMember? member) => _members.TryGetValue(memberId, out member);

    public string? MemberIdOf(string instanceId) => _memberIdByInstance.GetValueOrDefault(instanceId);

    public bool IsOfferedByAll(string protocolName) => _supporters.GetValueOrDefault(protocolName) == Count;

    /// <summary>
    /// Checks that the id is a member's, and for a static member that its instance id has not gone to another member since.
    /// </summary>
    public ErrorCode Check(string memberId, string? instanceId)
    {
        if (instanceId is not null)
        {
            var current = MemberIdOf(instanceId);
            if (current is null)
            {
                return ErrorCode.UnknownMemberId;
            }

            if (current != memberId)
            {
                return ErrorCode.FencedInstanceId;
            }
        }

        return Contains(memberId) ? ErrorCode.None : ErrorCode.UnknownMemberId;
    }

    public void AddPending(string memberId, TimeSpan deadline) => _pending[memberId] = deadline;

    /// <summary>Returns false when no such id was given out.</summary>
    public bool RemovePending(string memberId) => _pending.Remove(memberId);

    public void ClearPending() => _pending.Clear();

    public void Add(LiveMember member)
    {
        _members.Add(member.MemberId, member);
        Tally(member.Record, +1);
        if (member.Record.InstanceId is { } instanceId)
        {
            _memberIdByInstance.Add(instanceId, member.MemberId);
        }

        _pending.Remove(member.MemberId);
    }

    /// <summary>The member's parked requests must have been answered.</summary>
    public void Remove(string memberId)
    {
        _pending.Remove(memberId);
        if (!_members.Remove(memberId, out var member))
        {
            return;
        }

        Invariant.Check(member.ParkedJoin is null && member.Sync is null);
        Unsynced.Remove(memberId);
        Tally(member.Record, -1);
        if (member.Record.InstanceId is { } instanceId)
        {
            _memberIdByInstance.Remove(instanceId);
        }
    }

    public void Update(LiveMember member, MemberState record)
    {
        Tally(member.Record, -1);
        member.Record = record;
        Tally(record, +1);
    }

    /// <summary>A client that asks again after its connection broke takes the place of its first request.</summary>
    public void Park(LiveMember member, JoinStep join)
    {
        TakeJoin(member)?.Refuse(ErrorCode.RebalanceInProgress);
        member.ParkedJoin = join;
        AwaitingJoin++;
        ParkedBytes += join.Bytes;
    }

    /// <summary>Returns null when the member does not wait for a join round.</summary>
    public JoinStep? TakeJoin(LiveMember member)
    {
        var join = member.ParkedJoin;
        AwaitingJoin -= join is null ? 0 : 1;
        ParkedBytes -= join?.Bytes ?? 0;
        member.ParkedJoin = null;
        return join;
    }

    public void RefuseParked(LiveMember member, ErrorCode error)
    {
        TakeJoin(member)?.Refuse(error);
        member.TakeSync()?.Refuse(error);
    }

    public void Assign(GroupAssignment[] assignments)
    {
        foreach (var assignment in assignments)
        {
            if (TryGet(assignment.MemberId, out var assigned))
            {
                assigned.Record = assigned.Record.WithAssignment(assignment.Assignment);
            }
        }

        foreach (var member in Members)
        {
            member.LastAssignment = ReadOnlyMemory<byte>.Empty;
        }
    }

    /// <summary>
    /// Takes the records of members from the state, so that there is one copy and not two. Members whose joins are parked keep their own:
    /// they want to join with something else.
    /// </summary>
    public void Share(GroupState durable)
    {
        foreach (var member in Members)
        {
            if (member.ParkedJoin is null && durable.Members.TryGetValue(member.MemberId, out var record))
            {
                member.Record = record;
            }
        }
    }

    private void Tally(MemberState record, int change)
    {
        RecordBytesMin += change * OffsetsTopicRecords.MemberMin(record);
        foreach (var name in ProtocolVote.NamesOf(record))
        {
            _supporters[name] = _supporters.GetValueOrDefault(name) + change;
            if (_supporters[name] == 0)
            {
                _supporters.Remove(name);
            }
        }
    }
}

/// <summary>A member in the leader's memory: its record, its parked requests, and the end of its session.</summary>
internal sealed class LiveMember(MemberState record)
{
    public MemberState Record { get; set; } = record;

    public string MemberId => Record.MemberId;

    /// <summary>The previous assignment: tools see it until there is a new one, as in Kafka. It is lost with the leader.</summary>
    public ReadOnlyMemory<byte> LastAssignment { get; set; }

    /// <summary>True when the state machine knows the member: it may go only by a command.</summary>
    public bool IsDurable { get; set; }

    /// <summary>True in the member's first round: it has not been told its generation, so it cannot send heartbeats.</summary>
    public bool IsNew { get; set; }

    /// <summary>Waits until the join round is over. Set by the roster, which counts these.</summary>
    public JoinStep? ParkedJoin { get; set; }

    /// <summary>Waits until the leader's assignment is durable.</summary>
    public SyncStep? Sync { get; set; }

    /// <summary>A point on the coordinator's monotonic clock; null when it passed while the member waited for an answer.</summary>
    public TimeSpan? SessionDeadline { get; set; }

    /// <summary>A member that waits for an answer cannot be expected to send heartbeats.</summary>
    public bool IsExcused => !IsNew && (ParkedJoin is not null || Sync is not null);

    /// <summary>Becomes a member of a generation, as the state machine knows it.</summary>
    public void Join(MemberState generation)
    {
        LastAssignment = Record.Assignment.IsEmpty ? LastAssignment : Record.Assignment;
        Record = generation;
        IsDurable = true;
        IsNew = false;
    }

    public SyncStep? TakeSync()
    {
        var sync = Sync;
        Sync = null;
        return sync;
    }
}
