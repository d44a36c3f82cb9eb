using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands.Segments;

/// <summary>One result per batch, in the order of the command; none unless the outcome is <see cref="CommitOutcome.Applied"/>. Never changed once made.</summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class CommitSegmentResult : CommandResult
{
    [Field]
    public sbyte OutcomeValue { get; set; }

    [Field]
    public BatchResult[] Batches { get; set; } = [];

    public CommitOutcome Outcome => (CommitOutcome)OutcomeValue;

    public override ErrorCode Error => Outcome switch
    {
        CommitOutcome.Applied => ErrorCode.None,
        CommitOutcome.Fenced => ErrorCode.StaleBrokerEpoch,
        CommitOutcome.Malformed => ErrorCode.InvalidRequest,
        _ => ErrorCode.UnknownServerError,
    };

    public static CommitSegmentResult Refused(CommitOutcome outcome) => new() { OutcomeValue = (sbyte)outcome };
}
