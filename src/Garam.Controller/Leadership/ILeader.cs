using Garam.Journal.Gateway;
using Garam.Metadata;

namespace Garam.Controller.Leadership;

/// <summary>
/// What the parts of the controller ask of the leader in their process. Throws GaramException(Unavailable) while this process does
/// not lead or stops leading: the outcome of what was submitted is then unknown. Throws GaramException(Invalid) for a command that no
/// journal entry can hold: nothing was done, and the same command will never be.
/// </summary>
public interface ILeader
{
    /// <summary>Completes when the command is durable and applied here. A refusal by Apply is a result, not an exception.</summary>
    ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation);

    /// <summary>A sequence number that contains everything acknowledged before the call, by whichever leader.</summary>
    ValueTask<long> ConfirmTailAsync(CancellationToken cancellation);

    /// <summary>How long appends have stood still since this process leads; zero while it does not. Grows at most as fast as time passes.</summary>
    TimeSpan AppendsStalled { get; }

    /// <summary>The observer is told at once if this process leads already.</summary>
    void Observe(ILeadershipObserver observer);
}
