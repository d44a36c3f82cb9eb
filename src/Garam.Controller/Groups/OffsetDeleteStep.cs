using Garam.Metadata.Groups;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>OffsetDelete: of which topics may offsets be deleted? A group in use gives up only what none of its members reads.</summary>
internal sealed class OffsetDeleteStep(string groupId) : GroupStep<OffsetDeleteStep.Verdict>
{
    public override string GroupId { get; } = groupId;

    public override void Run(ClassicGroup group, TimeSpan now)
    {
        if (group.Phase == GroupPhase.Dead)
        {
            Refuse(ErrorCode.GroupIdNotFound);
        }
        else if (group.Phase != GroupPhase.Empty && !Subscriptions.IsConsumerGroup(group))
        {
            Refuse(ErrorCode.NonEmptyGroup);
        }
        else
        {
            Complete(new Verdict(ErrorCode.None, Subscriptions.Of(group)));
        }
    }

    protected override Verdict Refusal(ErrorCode error) => new(error, null);

    /// <param name="Error">Of the whole request.</param>
    /// <param name="Subscribed">The topics that are in use; null for all.</param>
    internal sealed record Verdict(ErrorCode Error, IReadOnlySet<string>? Subscribed)
    {
        public bool Uses(string topic) => Subscribed?.Contains(topic) ?? true;
    }
}
