namespace Garam.Testing.Time;

/// <summary>
/// Runs asynchronous code on the calling thread alone, in virtual time: when nothing is left to run, time jumps to the next timer.
/// So loops with leases and delays are tested in milliseconds, and every run takes the same steps.
/// </summary>
public sealed class VirtualTime : SynchronizationContext
{
    private readonly Lock _lock = new();
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = [];

    public ManualTimeProvider Clock { get; } = new();

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_lock)
        {
            _ready.Enqueue((d, state));
        }
    }

    /// <summary>Runs until <paramref name="scenario"/> ends. Fails when it waits for something that nobody will do.</summary>
    public void Run(Func<Task> scenario)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = scenario();
            while (!task.IsCompleted)
            {
                if (!RunOne())
                {
                    AdvanceToNextTimer();
                }
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    private bool RunOne()
    {
        (SendOrPostCallback Callback, object? State) next;
        lock (_lock)
        {
            if (!_ready.TryDequeue(out next))
            {
                return false;
            }
        }

        next.Callback(next.State);
        return true;
    }

    private void AdvanceToNextTimer()
    {
        if (Clock.NextDue is not { } due)
        {
            throw new InvalidOperationException("The scenario waits, but no timer is set and nothing is left to run.");
        }

        // Without a context, so that what a timer completes is posted rather than run inside the clock.
        SetSynchronizationContext(null);
        Clock.Advance(due);
        SetSynchronizationContext(this);
    }
}
