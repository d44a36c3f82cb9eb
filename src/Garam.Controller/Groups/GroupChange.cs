using Garam.Metadata;
using Garam.Protocol;

namespace Garam.Controller.Groups;

/// <summary>A command in flight. Nothing else happens to its group until it is durable; then memory follows the state and the clients are answered.</summary>
/// <param name="Command">What the state machine is told.</param>
/// <param name="Applied">What memory does after it; may begin the next change.</param>
internal sealed record GroupChange(Command Command, Action<TimeSpan> Applied)
{
    /// <summary>For a refusal that can happen. Otherwise memory and state have come apart: the group is read from the state again.</summary>
    public Action<ErrorCode>? Refused { get; init; }
}
