namespace Garam.Simulation.Scheduling;

/// <summary>
/// One process of the simulated world: what is started in it stays in it, because continuations come back to the context that they were
/// awaited in. Killing it drops everything that it still had to do, between any two steps.
/// </summary>
public sealed class SimulatedProcess : SynchronizationContext
{
    private readonly SimulatedScheduler _scheduler;
    private readonly List<SimulatedTimer> _heldTimers = [];
    private readonly List<Action> _onKilled = [];
    private readonly List<(SendOrPostCallback Callback, object? State)> _held = [];
    private TimeSpan _slept;
    private TimeSpan _sleepsSince;
    private long _stepsLeft = long.MaxValue;

    internal SimulatedProcess(SimulatedScheduler scheduler, string name, int number)
    {
        (_scheduler, Name, Number) = (scheduler, name, number);
        Time = new SimulatedTime(scheduler.Clock, this, isContinuous: false);
        ContinuousTime = new SimulatedTime(scheduler.Clock, this, isContinuous: true);
    }

    public string Name { get; }

    public int Number { get; }

    public bool IsDead { get; private set; }

    /// <summary>It stood still for a time, so what it believes may be out of date.</summary>
    public bool HasSlept { get; private set; }

    public bool IsAsleep { get; private set; }

    /// <summary>How long it stood still until now, all times together.</summary>
    public TimeSpan Slept => IsAsleep ? _slept + (_scheduler.Clock.Now - _sleepsSince) : _slept;

    /// <summary>How wrong the wall clock is; the monotonic one never is.</summary>
    public TimeSpan WallError { get; set; }

    public TimeProvider Time { get; }

    /// <summary>Counts the time in which the process slept.</summary>
    public TimeProvider ContinuousTime { get; }

    public override void Post(SendOrPostCallback d, object? state) => _scheduler.Post(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("One thread cannot wait for itself.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>A line of the trace.</summary>
    public void Tell(string text) => _scheduler.Trace.Line(_scheduler.Clock.Now, Name, text);

    /// <summary>Ends the run.</summary>
    public void Fail(string message, Exception? inner = null) => _scheduler.Fail($"{Name}: {message}", inner);

    /// <summary>
    /// Runs <paramref name="work"/> in this process; any process may await the result. It never comes if the process is killed.
    /// </summary>
    public Task<TResult> StartAsync<TResult>(Func<Task<TResult>> work)
    {
        var result = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            _ =>
            {
                var running = FinishAsync(work, result);
            },
            null);
        return result.Task;
    }

    public Task StartAsync(Func<Task> work) => StartAsync(async () =>
    {
        await work();
        return true;
    });

    /// <summary>Sets the wall clock of this machine an hour ahead, or right again.</summary>
    public void JumpWall()
    {
        WallError = WallError == TimeSpan.Zero ? TimeSpan.FromHours(1) : TimeSpan.Zero;
        Tell($"the wall clock is {WallError} ahead");
    }

    public void OnKilled(Action action) => _onKilled.Add(action);

    /// <summary>Stops between two steps, as a machine that is suspended: what comes for it waits, its timers too.</summary>
    public void FallAsleep()
    {
        Tell("falls asleep");
        (IsAsleep, HasSlept, _sleepsSince) = (true, true, _scheduler.Clock.Now);
    }

    public void WakeUp()
    {
        Tell("wakes up");
        (_slept, IsAsleep) = (Slept, false);
        _held.ForEach(work => Post(work.Callback, work.State));
        _held.Clear();
        _heldTimers.ForEach(static timer => timer.Fire());
        _heldTimers.Clear();
    }

    /// <summary>Dies after so many more steps of its own, wherever that is.</summary>
    public void KillAfter(int steps) => _stepsLeft = steps;

    public void Kill()
    {
        if (!IsDead)
        {
            Tell("killed");
            IsDead = true;
            foreach (var action in _onKilled)
            {
                action();
            }
        }
    }

    internal void HoldTimer(SimulatedTimer timer) => _heldTimers.Add(timer);

    /// <summary>Keeps what is to be run for the time after it wakes up; false when it is awake.</summary>
    internal bool TryHold(SendOrPostCallback callback, object? state)
    {
        if (IsAsleep)
        {
            _held.Add((callback, state));
        }

        return IsAsleep;
    }

    internal void CountStep()
    {
        if (--_stepsLeft <= 0)
        {
            Kill();
        }
    }

    private static async Task FinishAsync<TResult>(Func<Task<TResult>> work, TaskCompletionSource<TResult> result)
    {
        try
        {
            result.TrySetResult(await work());
        }
        catch (Exception fault)
        {
            result.TrySetException(fault);
        }
    }
}
