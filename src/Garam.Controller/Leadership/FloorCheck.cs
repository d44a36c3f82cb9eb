using Garam.Journal.Backends;
using Garam.Storage.Errors;

namespace Garam.Controller.Leadership;

/// <summary>
/// The second line of defense against a trimmed number. A number stays taken where a deposed leader has to lose, so that its append
/// fails however late it lands. Should such a number be free after all, then because it lies below the floor: an append that took so
/// long that others may have led and trimmed meanwhile counts only if it lies above. Called by the term's completer.
/// </summary>
internal sealed class FloorCheck(LeaderContext context)
{
    /// <summary>Throws Fenced when the journal was trimmed past <paramref name="entry"/> while its append was under way.</summary>
    public async ValueTask RequireAboveAsync(InFlightEntry entry, AppendOutcome outcome, CancellationToken cancellation)
    {
        var hasLasted = context.ContinuousTime.GetElapsedTime(entry.SentAt) > context.Options.LeaseDuration;
        if ((outcome == AppendOutcome.AppendedByRepeat || hasLasted) && await ReadFloorAsync(cancellation) > entry.Stored.Sequence)
        {
            throw new GaramException(ErrorKind.Fenced, $"Journal entry {entry.Stored.Sequence} was appended to a part of the journal that another process has trimmed.");
        }
    }

    /// <summary>The store answered the append just now, so a fault here passes. Giving up instead would depose a leader that lost nothing.</summary>
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
