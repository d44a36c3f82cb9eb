using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>DeleteGroups, for one group: only one that nobody is in.</summary>
internal sealed class DeleteStep(string groupId) : GroupStep<ErrorCode>
{
    public override string GroupId { get; } = groupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.Dead)
        {
            Complete(ErrorCode.GroupIdNotFound);
        }
        else if (group.Phase != GroupPhase.Empty)
        {
            Complete(ErrorCode.NonEmptyGroup);
        }
        else
        {
            group.Begin(new GroupChange(new DeleteGroup { GroupId = GroupId }, _ => Gone(group))
            {
                // Known to memory alone: clients were given member ids and have not joined.
                Refused = error => Gone(group, error == ErrorCode.GroupIdNotFound ? ErrorCode.None : error),
            });
        }
    }

    protected override ErrorCode Refusal(ErrorCode error) => error;

    private void Gone(ClassicGroup group, ErrorCode error = ErrorCode.None)
    {
        if (error == ErrorCode.None)
        {
            group.Roster.Pending.Clear();
            group.Phase = GroupPhase.Dead;
        }

        Complete(error);
    }
}
