namespace Garam.Composition;

/// <summary>
/// Divides the time of a clean stop between its steps, so that all of them together end within it. With a store that works the steps after
/// the first take milliseconds, so they get no more than a second each.
/// </summary>
/// <param name="HandOver">Clients are sent to the other agents.</param>
/// <param name="Clients">Requests under way are answered.</param>
/// <param name="Seal">The open segment is sealed, written and committed.</param>
/// <param name="Leave">The incarnation is closed.</param>
/// <param name="Resign">The leader appends the accepted commands and its resignation.</param>
public readonly record struct StopShares(TimeSpan HandOver, TimeSpan Clients, TimeSpan Seal, TimeSpan Leave, TimeSpan Resign)
{
    private static readonly TimeSpan StepMax = TimeSpan.FromSeconds(1);

    public static StopShares Of(TimeSpan deadline)
    {
        var step = deadline / 7 < StepMax ? deadline / 7 : StepMax;

        // One more step is left over for what cannot be interrupted: a write that the kernel has begun.
        return new StopShares(step, deadline - (5 * step), step, step, step);
    }
}
