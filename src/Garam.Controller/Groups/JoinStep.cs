using Garam.Journal.Gateway;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;
using JoinedMember = Garam.Protocol.Messages.JoinGroup.JoinGroupResponse.JoinGroupResponseMember;

namespace Garam.Controller.Groups;

/// <summary>One JoinGroup: a client asks to be in the next generation. Parked with its member until the round is over.</summary>
internal sealed class JoinStep(JoinGroupRequest request, short version, ForwardedCaller caller, GroupRules rules)
    : GroupStep<JoinGroupResponse>
{
    private readonly string _protocolType = request.ProtocolType;

    // Borrows the request's bytes until it has to wait or is admitted. The request itself is not kept: it may be much larger.
    private MemberState _candidate = new()
    {
        MemberId = request.MemberId,
        InstanceId = request.GroupInstanceId,
        ClientId = caller.ClientId,
        ClientHost = caller.ClientHost,
        SessionTimeoutMs = request.SessionTimeoutMs,
        RebalanceTimeoutMs = version >= 1 ? request.RebalanceTimeoutMs : request.SessionTimeoutMs, // KIP-62: a timeout of its own
        Protocols = Array.ConvertAll(
            request.Protocols, protocol => new MemberProtocol { Name = protocol.Name, Metadata = protocol.Metadata }),
    };

    public override string GroupId { get; } = request.GroupId;

    private string MemberId => _candidate.MemberId;

    private bool IsNewcomer => MemberId.Length == 0;

    public override void Keep()
    {
        if (Bytes == 0)
        {
            _candidate = _candidate.Detached();
            Bytes = GroupSizes.OfMember(_candidate);
        }
    }

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        var isNewGroup = group.Phase == GroupPhase.Dead;
        if (isNewGroup)
        {
            if (!IsNewcomer)
            {
                Complete(JoinAnswers.Failed(ErrorCode.UnknownMemberId, MemberId));
                return;
            }

            group.Establish();
        }

        if (!rules.Accepts(group, MemberId))
        {
            group.TurnAway(MemberId);
            Complete(JoinAnswers.Failed(ErrorCode.GroupMaxSizeReached, ""));
        }
        else if (!IsSupported(group))
        {
            Complete(JoinAnswers.Failed(ErrorCode.InconsistentGroupProtocol, MemberId));
        }
        else if (CheckRoom(group, isNewGroup) is var refusal && refusal != ErrorCode.None)
        {
            Complete(JoinAnswers.Failed(refusal, MemberId));
        }
        else if (IsNewcomer)
        {
            JoinNew(group, now);
        }
        else
        {
            JoinAgain(group, now);
        }
    }

    protected override JoinGroupResponse Refusal(ErrorCode error) =>
        JoinAnswers.Failed(error, error == ErrorCode.UnknownMemberId ? "" : MemberId);

    private bool IsSupported(ClassicGroup group) => group.Phase == GroupPhase.Empty
        ? _protocolType.Length > 0 && _candidate.Protocols.Length > 0
        : group.ProtocolType == _protocolType && _candidate.Protocols.Any(protocol => group.Roster.IsOfferedByAll(protocol.Name));

    /// <summary>
    /// A caller that is neither a member nor about to be one passes: its own error comes first. A request that is let in is copied, because
    /// its bytes go when it is answered.
    /// </summary>
    private ErrorCode CheckRoom(ClassicGroup group, bool isNewGroup)
    {
        var currentId = IsNewcomer && _candidate.InstanceId is { } instanceId ? group.Roster.MemberIdOf(instanceId) : MemberId;
        LiveMember? current = null;
        var isMember = currentId is not null && group.Roster.TryGet(currentId, out current);
        if (!isMember && !IsNewcomer && !group.Roster.Pending.ContainsKey(MemberId))
        {
            return ErrorCode.None;
        }

        var error = rules.CheckRoom(group, current, _candidate, isNewGroup);
        if (error == ErrorCode.None)
        {
            Keep();
        }

        return error;
    }

    private void JoinNew(ClassicGroup group, TimeSpan now)
    {
        var memberId = rules.NewMemberId(_candidate.ClientId, _candidate.InstanceId);
        if (_candidate.InstanceId is { } instanceId)
        {
            if (group.Roster.MemberIdOf(instanceId) is { } replaced)
            {
                Replace(group, replaced, _candidate.WithMemberId(memberId), now);
            }
            else
            {
                Add(group, memberId, now);
            }
        }
        else if (version < 4) // KIP-394: from 4 on, a client joins with an id, so that repeated joins do not fill the group
        {
            Add(group, memberId, now);
        }
        else if (group.Roster.Pending.Count >= rules.Options.PendingMembersMax)
        {
            Complete(JoinAnswers.Failed(ErrorCode.GroupMaxSizeReached, ""));
        }
        else
        {
            group.OfferId(memberId, now + _candidate.SessionTimeout);
            Complete(JoinAnswers.Failed(ErrorCode.MemberIdRequired, memberId));
        }
    }

    private void JoinAgain(ClassicGroup group, TimeSpan now)
    {
        if (group.Roster.Pending.ContainsKey(MemberId))
        {
            // Ids are given out to dynamic members only. Kafka has no better answer to this than UNKNOWN_SERVER_ERROR.
            if (_candidate.IsStatic)
            {
                Complete(JoinAnswers.Failed(ErrorCode.UnknownServerError, ""));
            }
            else
            {
                Add(group, MemberId, now);
            }

            return;
        }

        var error = group.Roster.Check(MemberId, _candidate.InstanceId);
        if (error != ErrorCode.None || !group.Roster.TryGet(MemberId, out var member))
        {
            Complete(JoinAnswers.Failed(error, MemberId));
        }
        else if (NeedsRound(group, member))
        {
            group.ParkJoin(member, member.Record.Rejoined(_candidate), this);
            rules.Rebalance.PrepareOrTryComplete(group, now);
        }
        else
        {
            Complete(JoinAnswers.Joined(group, MemberId));
        }
    }

    /// <summary>
    /// A member that missed the answer and asks the same again gets the same answer. The leader of a stable group asks because the
    /// partitions that it assigns have changed (a topic has more of them), which its subscription does not show.
    /// </summary>
    private bool NeedsRound(ClassicGroup group, LiveMember member) =>
        group.Phase == GroupPhase.PreparingRebalance
        || !member.Record.Offers(_candidate.Protocols)
        || (group.Phase == GroupPhase.Stable && group.LeaderId == MemberId);

    private void Add(ClassicGroup group, string memberId, TimeSpan now)
    {
        var sessionDeadline = now + rules.Options.NewMemberJoinTimeout;
        group.AddMember(_candidate.WithMemberId(memberId), _protocolType, this, sessionDeadline);
        rules.Rebalance.PrepareOrTryComplete(group, now);
    }

    private void Replace(ClassicGroup group, string replacedId, MemberState record, TimeSpan now) =>
        StaticReplacement.Begin(group, replacedId, record, now, (keepsGeneration, applied) =>
        {
            if (keepsGeneration)
            {
                Complete(Restored(group, replacedId, record.MemberId));
                return;
            }

            Invariant.Check(group.Roster.TryGet(record.MemberId, out var member));
            group.ParkJoin(member, member.Record, this);
            rules.Rebalance.PrepareOrTryComplete(group, applied);
        });

    /// <summary>
    /// Answers a leader that came back and keeps its assignment. An older client would compute a new one if it saw itself lead, so its
    /// response names its former id as the leader.
    /// </summary>
    private JoinGroupResponse Restored(ClassicGroup group, string replacedId, string memberId)
    {
        var answer = JoinAnswers.Joined(group, memberId);
        if (group.LeaderId != memberId)
        {
            return answer;
        }

        if (version >= 9) // KIP-814: a leader can be told not to compute an assignment
        {
            answer.SkipAssignment = true;
        }
        else
        {
            answer.Leader = replacedId;
            answer.Members = [];
        }

        return answer;
    }
}

/// <summary>The answers to a JoinGroup.</summary>
internal static class JoinAnswers
{
    /// <summary>Only the leader of the generation learns the other members: it computes their assignments.</summary>
    public static JoinGroupResponse Joined(ClassicGroup group, string memberId) => new()
    {
        GenerationId = group.Generation,
        ProtocolType = group.ProtocolType,
        ProtocolName = group.ProtocolName,
        Leader = group.LeaderId ?? "",
        MemberId = memberId,
        Members = group.LeaderId == memberId ? Members(group) : [],
    };

    public static JoinGroupResponse Failed(ErrorCode error, string memberId) =>
        new() { ErrorCode = error, MemberId = memberId, ProtocolName = null };

    private static JoinedMember[] Members(ClassicGroup group) =>
    [
        .. group.Roster.Members.Select(member => new JoinedMember
        {
            MemberId = member.MemberId,
            GroupInstanceId = member.Record.InstanceId,
            Metadata = member.Record.MetadataOf(group.ProtocolName),
        }),
    ];
}
