using Garam.Journal.Gateway;
using Garam.Metadata;

namespace Garam.Controller.Leadership;

/// <summary>
/// The leader as the parts of the controller in its process see it. Throws GaramException(Unavailable) while this process does not lead or
/// stops leading: the outcome of a submitted command is then unknown. Throws GaramException(Invalid) for a command that no journal entry
/// can hold: nothing was done, and the same command will never be.
/// </summary>
public interface ILeader
{
    /// <summary>Completes when the command is durable and applied here. A refusal by Apply is a result, not an exception.</summary>
    ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation);

    /// <summary>Returns a sequence number that contains everything that any leader acknowledged before the call.</summary>
    ValueTask<long> ConfirmTailAsync(CancellationToken cancellation);

    /// <summary>
    /// The time for which appends have stood still since this process leads; zero while it does not. Grows at most as fast as time.
    /// </summary>
    TimeSpan AppendsStalled { get; }

    /// <summary>Tells the observer at once if this process leads already.</summary>
    void Observe(ILeadershipObserver observer);
}

/// <summary>
/// Keeps timers or plans for the leader, which start anew with every leadership. Called in turn, never concurrently; must not block.
/// </summary>
public interface ILeadershipObserver
{
    /// <summary>This process leads: its replica holds everything, and commands are accepted.</summary>
    void OnElected(int epoch);

    /// <summary>This process no longer leads: it resigned, or lost its leadership.</summary>
    void OnDeposed();
}
