using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.SyncGroup;

namespace Garam.Controller.Groups;

/// <summary>
/// One SyncGroup: a member asks for its assignment, and the leader's request carries the assignments of all. Parked until these are
/// durable.
/// </summary>
internal sealed class SyncStep(SyncGroupRequest request, GroupRules rules) : GroupStep<SyncGroupResponse>
{
    private readonly string _memberId = request.MemberId;
    private readonly string? _instanceId = request.GroupInstanceId;
    private readonly int _generation = request.GenerationId;
    private readonly string? _protocolType = request.ProtocolType;
    private readonly string? _protocolName = request.ProtocolName;

    // Borrows the request's bytes until it has to wait or is parked. The request itself is not kept: it may be much larger.
    private GroupAssignment[] _assignments = Array.ConvertAll(
        request.Assignments, assignment => new GroupAssignment { MemberId = assignment.MemberId, Assignment = assignment.Assignment });

    public override string GroupId { get; } = request.GroupId;

    public override void Keep()
    {
        if (Bytes == 0)
        {
            _assignments = Array.ConvertAll(
                _assignments,
                assignment => new GroupAssignment { MemberId = assignment.MemberId, Assignment = assignment.Assignment.ToArray() });
            Bytes = _assignments.Sum(assignment => (long)assignment.Assignment.Length);
        }
    }

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        var error = Check(group);
        if (error != ErrorCode.None || !group.Roster.TryGet(_memberId, out var member))
        {
            Refuse(error);
            return;
        }

        group.RequestAssignment(member);
        if (group.Phase == GroupPhase.Stable)
        {
            CompleteWith(group, member);
            return;
        }

        group.ParkSync(member, this);
        if (group.LeaderId == member.MemberId)
        {
            TryAssign(group, now);
        }
        else
        {
            _assignments = [];
        }
    }

    public void CompleteWith(ClassicGroup group, LiveMember member) => Complete(new SyncGroupResponse
    {
        ProtocolType = group.ProtocolType,
        ProtocolName = group.ProtocolName,
        Assignment = member.Record.Assignment,
    });

    protected override SyncGroupResponse Refusal(ErrorCode error) => new() { ErrorCode = error };

    /// <summary>KIP-559: a member that names another protocol than the group's would misread its assignment.</summary>
    private static bool Differs(string? named, string? actual) => named is not null && actual is not null && named != actual;

    private ErrorCode Check(ClassicGroup group)
    {
        if (group.Phase is GroupPhase.Dead or GroupPhase.Empty)
        {
            return ErrorCode.UnknownMemberId;
        }

        var error = group.Roster.Check(_memberId, _instanceId);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (_generation != group.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        if (Differs(_protocolType, group.ProtocolType) || Differs(_protocolName, group.ProtocolName))
        {
            return ErrorCode.InconsistentGroupProtocol;
        }

        return group.Phase == GroupPhase.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    /// <summary>
    /// Makes the assignments durable. A generation that Kafka could not write is refused as Kafka refuses it: every member that waits is
    /// told, and a new round begins.
    /// </summary>
    private void TryAssign(ClassicGroup group, TimeSpan now)
    {
        Distribute(group);
        if (!rules.Admits(group, _assignments))
        {
            group.RefuseSyncs(ErrorCode.UnknownServerError, now);
            rules.Rebalance.Prepare(group, now);
            return;
        }

        Keep();
        var assignments = _assignments;
        var command = new AssignGroup { GroupId = group.GroupId, Generation = group.Generation, Assignments = assignments };
        group.Begin(new GroupChange(command, applied => group.Assign(assignments, applied)));
    }

    /// <summary>Keeps one part for each member: the last that the leader named, if any. Parts for strangers would only take room.</summary>
    private void Distribute(ClassicGroup group)
    {
        var parts = new Dictionary<string, GroupAssignment>(StringComparer.Ordinal);
        foreach (var assignment in _assignments)
        {
            parts[assignment.MemberId] = assignment;
        }

        var members = group.Roster.Members.Select(member => member.MemberId);
        _assignments = [.. members.Where(parts.ContainsKey).Select(memberId => parts[memberId])];
    }
}
