namespace Garam.Simulation.Scheduling;

/// <summary>The one clock of a simulated world, and what is due when. It moves only when nothing else can happen.</summary>
public sealed class SimulatedClock
{
    private readonly PriorityQueue<(SimulatedTimer Timer, long Version), (long Due, long Order)> _due = new();
    private long _order;

    public TimeSpan Now { get; private set; }

    /// <summary>Moves to the next timer and fires every timer of that moment. False when there is none.</summary>
    public bool Advance()
    {
        while (_due.TryPeek(out var next, out var at))
        {
            if (next.Timer.Version != next.Version)
            {
                _due.Dequeue();
                continue;
            }

            Now = new TimeSpan(Math.Max(at.Due, Now.Ticks));
            FireDue();
            return true;
        }

        return false;
    }

    internal void Schedule(SimulatedTimer timer, TimeSpan delay)
    {
        var due = delay > TimeSpan.Zero ? Now + delay : Now;
        _due.Enqueue((timer, timer.Version), (due.Ticks, ++_order));
    }

    private void FireDue()
    {
        while (_due.TryPeek(out var next, out var at) && at.Due <= Now.Ticks)
        {
            _due.Dequeue();
            if (next.Timer.Version == next.Version)
            {
                next.Timer.Fire();
            }
        }
    }
}
