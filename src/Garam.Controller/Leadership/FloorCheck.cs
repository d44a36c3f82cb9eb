using Garam.Journal.Backends;
using Garam.Storage.Errors;

namespace Garam.Controller.Leadership;

/// <summary>
/// The second line of defense against a trimmed number. A number at which a deposed leader has to lose stays taken, so its append fails
/// however late it lands. If such a number is free after all, it lies below the floor. An append that took so long that other processes may
/// have led and trimmed meanwhile therefore counts only above the floor. Called by the term's completer.
/// </summary>
internal sealed class FloorCheck(LeaderContext context)
{
    /// <summary>Throws Fenced when the journal was trimmed past <paramref name="entry"/> while its append was under way.</summary>
    public async ValueTask RequireAboveAsync(InFlightEntry entry, AppendOutcome outcome, CancellationToken cancellation)
    {
        var hasLasted = context.ContinuousTime.GetElapsedTime(entry.SentAt) > context.Options.LeaseDuration;
        var isDoubtful = outcome == AppendOutcome.AppendedByRepeat || hasLasted;
        if (isDoubtful && await ReadFloorAsync(cancellation) > entry.Stored.Sequence)
        {
            throw new GaramException(
                ErrorKind.Fenced,
                $"Journal entry {entry.Stored.Sequence} was appended to a part of the journal that another process has trimmed.");
        }
    }

    /// <summary>
    /// Retries faults, which pass: the store has just answered the append. Giving up would depose a leader that lost nothing.
    /// </summary>
    private async ValueTask<long> ReadFloorAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await context.Stores.Floor.ReadAsync(cancellation);
            }
            catch (GaramException fault) when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Conflict)
            {
                await Task.Delay(context.Options.RetryDelay, context.Time, cancellation);
            }
        }
    }
}
