using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;

namespace Garam.Controller.Groups;

/// <summary>Heartbeat: keeps a session alive and tells the member when it has to join again. Never journaled.</summary>
internal sealed class HeartbeatStep(HeartbeatRequest request) : GroupStep<HeartbeatResponse>
{
    public override string GroupId { get; } = request.GroupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        var error = group.Roster.Check(request.MemberId, request.GroupInstanceId);
        if (error != ErrorCode.None || !group.Roster.TryGet(request.MemberId, out var member))
        {
            Refuse(error);
        }
        else if (request.GenerationId != group.Generation)
        {
            Refuse(ErrorCode.IllegalGeneration);
        }
        else
        {
            group.ExtendSession(member, now);
            Refuse(group.Phase == GroupPhase.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None);
        }
    }

    protected override HeartbeatResponse Refusal(ErrorCode error) => new() { ErrorCode = error };
}
