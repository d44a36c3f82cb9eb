using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetCommit;

namespace Garam.Controller.Groups;

/// <summary>
/// May these offsets be committed? The commit itself is no change of the group: many may be in flight, and the state machine has the
/// last word on each.
/// </summary>
internal sealed class CommitStep(OffsetCommitRequest request, short version) : GroupStep<ErrorCode>
{
    /// <summary>Older clients do not know GROUP_ID_NOT_FOUND here.</summary>
    private const short KnowsGroupIdNotFound = 9;

    private readonly string _memberId = request.MemberId;
    private readonly string? _instanceId = request.GroupInstanceId;
    private readonly int _generation = request.GenerationIdOrMemberEpoch;

    public override string GroupId { get; } = request.GroupId;

    private bool IsFromMember => _generation >= 0 || _memberId.Length > 0 || _instanceId is not null;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        var error = Check(group);
        if (error == ErrorCode.None && group.Roster.TryGet(_memberId, out var member))
        {
            group.ExtendSession(member, now);
        }

        Complete(error);
    }

    protected override ErrorCode Refusal(ErrorCode error) => error;

    private ErrorCode Check(ClassicGroup group)
    {
        if (group.Phase is GroupPhase.Dead or GroupPhase.Empty && _generation < 0)
        {
            return ErrorCode.None;
        }

        if (group.Phase == GroupPhase.Dead)
        {
            return version >= KnowsGroupIdNotFound ? ErrorCode.GroupIdNotFound : ErrorCode.IllegalGeneration;
        }

        if (!IsFromMember)
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

        // It has been told of the generation and not yet of its part in it: let it find out first.
        return group.Phase == GroupPhase.CompletingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }
}
