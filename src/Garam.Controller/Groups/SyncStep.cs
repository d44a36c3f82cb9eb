using Garam.Metadata.Commands.Groups;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.SyncGroup;

namespace Garam.Controller.Groups;

/// <summary>SyncGroup: a member asks for its assignment; the leader's request carries everybody's. Parked until that is durable.</summary>
internal sealed class SyncStep(SyncGroupRequest request) : GroupStep<SyncGroupResponse>
{
    // Copied at once: the frame that the request came in is reused while the step waits.
    private readonly GroupAssignment[] _assignments = Array.ConvertAll(
        request.Assignments,
        assignment => new GroupAssignment { MemberId = assignment.MemberId, Assignment = assignment.Assignment.ToArray() });

    public override string GroupId { get; } = request.GroupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        var error = Check(group);
        if (error != ErrorCode.None || !group.Roster.TryGet(request.MemberId, out var member))
        {
            Refuse(error);
            return;
        }

        group.PendingSync.Remove(member.MemberId);
        group.SyncDeadline = group.PendingSync.Count == 0 ? null : group.SyncDeadline;
        if (group.Phase == GroupPhase.Stable)
        {
            Complete(Assigned(group, member));
            return;
        }

        member.Sync?.Refuse(ErrorCode.RebalanceInProgress);
        member.Sync = this;
        if (group.LeaderId == member.MemberId)
        {
            Assign(group);
        }
    }

    protected override SyncGroupResponse Refusal(ErrorCode error) => new() { ErrorCode = error };

    private static SyncGroupResponse Assigned(ClassicGroup group, LiveMember member) => new()
    {
        ProtocolType = group.ProtocolType,
        ProtocolName = group.ProtocolName,
        Assignment = member.Record.Assignment,
    };

    /// <summary>KIP-559: a member that names another protocol than the group's would misread its assignment.</summary>
    private static bool Differs(string? named, string? actual) => named is not null && actual is not null && named != actual;

    private ErrorCode Check(ClassicGroup group)
    {
        if (group.Phase is GroupPhase.Dead or GroupPhase.Empty)
        {
            return ErrorCode.UnknownMemberId;
        }

        var error = group.Roster.Check(request.MemberId, request.GroupInstanceId);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (request.GenerationId != group.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        if (Differs(request.ProtocolType, group.ProtocolType) || Differs(request.ProtocolName, group.ProtocolName))
        {
            return ErrorCode.InconsistentGroupProtocol;
        }

        return group.Phase == GroupPhase.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    private void Assign(ClassicGroup group)
    {
        var command = new AssignGroup { GroupId = group.GroupId, Generation = group.Generation, Assignments = _assignments };
        group.Begin(new GroupChange(command, applied =>
        {
            foreach (var assignment in _assignments)
            {
                if (group.Roster.TryGet(assignment.MemberId, out var assigned))
                {
                    assigned.Record = assigned.Record.WithAssignment(assignment.Assignment);
                }
            }

            group.Phase = GroupPhase.Stable;
            AnswerAll(group, applied);
        }));
    }

    private static void AnswerAll(ClassicGroup group, TimeSpan now)
    {
        foreach (var member in group.Roster.Members)
        {
            if (member.Sync is { } sync)
            {
                member.Sync = null;
                sync.Complete(Assigned(group, member));
                group.ExtendSession(member, now);
            }
        }
    }
}
