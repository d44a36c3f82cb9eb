using System.Diagnostics.CodeAnalysis;
using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>
/// The members of one group and the ids that were given out to clients which have not joined with them yet. Keeps the counts that
/// every join asks for, so that a round of n members costs n steps and not n².
/// </summary>
internal sealed class GroupRoster
{
    private readonly SortedDictionary<string, LiveMember> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _memberIdByInstance = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _supporters = new(StringComparer.Ordinal);

    public int Count => _members.Count;

    public int AwaitingJoin { get; private set; }

    /// <summary>The bytes that members parked in a join keep beside their records.</summary>
    public long ParkedBytes { get; private set; }

    /// <summary>The bytes that the members take at least in the record that Kafka would write.</summary>
    public long RecordBytesMin { get; private set; }

    /// <summary>When each id that was given out is forgotten (KIP-394).</summary>
    public Dictionary<string, TimeSpan> Pending { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<LiveMember> Members => _members.Values;

    public bool AllJoined => AwaitingJoin == Count && Pending.Count == 0;

    /// <summary>A round lasts as long as its slowest member asks for.</summary>
    public TimeSpan RebalanceTimeout => Count == 0 ? TimeSpan.Zero : _members.Values.Max(member => member.Record.RebalanceTimeout);

    public bool Contains(string memberId) => _members.ContainsKey(memberId);

    public bool TryGet(string memberId, [NotNullWhen(true)] out LiveMember? member) => _members.TryGetValue(memberId, out member);

    public string? MemberIdOf(string instanceId) => _memberIdByInstance.GetValueOrDefault(instanceId);

    public bool IsOfferedByAll(string protocolName) => _supporters.GetValueOrDefault(protocolName) == Count;

    /// <summary>Is this a member, and if it is static, still the one that goes by its instance id?</summary>
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

    public void Add(LiveMember member)
    {
        _members.Add(member.MemberId, member);
        Tally(member.Record, +1);
        if (member.Record.InstanceId is { } instanceId)
        {
            _memberIdByInstance.Add(instanceId, member.MemberId);
        }

        Pending.Remove(member.MemberId);
    }

    /// <summary>Whoever is parked with the member must have been answered.</summary>
    public void Remove(string memberId)
    {
        Pending.Remove(memberId);
        if (!_members.Remove(memberId, out var member))
        {
            return;
        }

        Invariant.Check(member.Join is null && member.Sync is null);
        Tally(member.Record, -1);
        if (member.Record.InstanceId is { } instanceId)
        {
            _memberIdByInstance.Remove(instanceId);
        }
    }

    /// <summary>The member joined again with other protocols or time-outs.</summary>
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
        member.Join = join;
        AwaitingJoin++;
        ParkedBytes += join.Bytes;
    }

    /// <summary>Null when the member does not wait for a join round.</summary>
    public JoinStep? TakeJoin(LiveMember member)
    {
        var join = member.Join;
        AwaitingJoin -= join is null ? 0 : 1;
        ParkedBytes -= join?.Bytes ?? 0;
        member.Join = null;
        return join;
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
