namespace Garam.Simulation.Scheduling;

/// <summary>
/// Runs everything of a simulated world on one thread: of all continuations that could run, the seed chooses the next one, and when
/// none is left, time jumps to the next timer. A continuation from any other thread fails the run, because its moment is no choice of
/// the seed.
/// </summary>
public sealed class SimulatedScheduler(int seed, Trace trace)
{
    private readonly List<ReadyWork> _ready = [];
    private readonly Random _random = new(seed);
    private readonly Thread _thread = Thread.CurrentThread;
    private int _processes;
    private SimulationException? _fault;

    public Trace Trace => trace;

    public SimulatedClock Clock { get; } = new();

    public SimulatedProcess NewProcess(string name) => new(this, name, ++_processes);

    /// <summary>The run ends with this fault; the first one counts.</summary>
    public void Fail(string message, Exception? inner = null) =>
        Interlocked.CompareExchange(ref _fault, new SimulationException(message, inner), null);

    /// <summary>Runs until the task has ended.</summary>
    /// <exception cref="SimulationException">Something failed, nothing is left that could run, or the time was not enough.</exception>
    public void Run(Task until, TimeSpan deadline)
    {
        var outer = SynchronizationContext.Current;
        try
        {
            while (!until.IsCompleted && Volatile.Read(ref _fault) is null)
            {
                if (_ready.Count > 0)
                {
                    RunOne();
                }
                else if (!Clock.Advance())
                {
                    Fail("Nothing is left that could run, and the scenario has not ended: somebody waits for ever.");
                }
                else if (Clock.Now > deadline)
                {
                    Fail($"The scenario has not ended after {deadline}.");
                }
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        if (_fault is not null)
        {
            throw _fault;
        }
    }

    internal void Post(SimulatedProcess process, SendOrPostCallback callback, object? state)
    {
        if (Thread.CurrentThread != _thread)
        {
            Fail($"A continuation of {process.Name} comes from another thread, so something left the scheduler:\n{Environment.StackTrace}");
        }
        else if (!process.IsDead && !process.TryHold(callback, state))
        {
            _ready.Add(new ReadyWork(process, callback, state));
        }
    }

    private void RunOne()
    {
        var choice = _random.Next(_ready.Count);
        var (process, callback, state) = _ready[choice];
        _ready[choice] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (process.IsDead || process.TryHold(callback, state))
        {
            return;
        }

        trace.Step(Clock.Now, process.Number, choice);
        SynchronizationContext.SetSynchronizationContext(process);
        try
        {
            callback(state);
        }
        catch (Exception fault)
        {
            Fail($"{process.Name} threw where nobody catches: {fault.Message}", fault);
        }

        process.CountStep();
    }

    private readonly record struct ReadyWork(SimulatedProcess Process, SendOrPostCallback Callback, object? State);
}
