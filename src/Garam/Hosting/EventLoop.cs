using System.Collections.Concurrent;
using Garam.Protocol;

namespace Garam.Hosting;

/// <summary>
/// One thread for the loops of the write path, which hand each segment on a dozen times: from the linger to the seal, the write, the
/// commit, the entry and the answers. On the thread pool every such step wakes another thread, and the runtime's wake-ups cost several
/// switches each. Here a step that follows another on this thread costs none. Nothing that runs here may block.
/// <para>
/// Timers of <see cref="Time"/> fire on this thread, too. Setting one that is due earlier than all others wakes nobody: the kernel's timer
/// is moved.
/// </para>
/// Any thread may post and set timers. The composition root owns the loop and disposes it when nothing is awaited on it any more.
/// </summary>
internal sealed class EventLoop : SynchronizationContext, IDisposable
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly LoopDescriptors _descriptors = new();
    private readonly LoopTimers _timers;
    private readonly Thread _thread;

    // Interlocked. 1 from before the last look at the queue until the wait is over: whoever sets it to 0 wakes the thread.
    private int _isAsleep;
    private volatile bool _isStopping;

    private EventLoop(string name)
    {
        _timers = new LoopTimers(_descriptors);
        Time = new LoopTime(_timers);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>The system's clocks, with timers that fire on this thread.</summary>
    public TimeProvider Time { get; }

    /// <summary>Null on systems other than Linux, where the thread pool has to do.</summary>
    public static EventLoop? TryStart(string name) => OperatingSystem.IsLinux() ? new EventLoop(name) : null;

    /// <summary>Runs the work on this thread, from its first step to its end.</summary>
    public Task RunAsync(Func<Task> work)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => { _ = FinishAsync(work, ended); }, null);
        return ended.Task;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        _posted.Enqueue((d, state));
        if (Interlocked.Exchange(ref _isAsleep, 0) == 1)
        {
            _descriptors.Wake();
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing may wait for the loop's thread: what waited there for something else would never end.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what is posted already and ends the thread.</summary>
    public void Dispose()
    {
        Invariant.Check(Thread.CurrentThread != _thread);
        _isStopping = true;
        Post(static _ => { }, null);
        _thread.Join();
        _descriptors.Dispose();
    }

    private static async Task FinishAsync(Func<Task> work, TaskCompletionSource ended)
    {
        try
        {
            await work();
            ended.SetResult();
        }
        catch (Exception fault)
        {
            ended.SetException(fault);
        }
    }

    private void Run()
    {
        SetSynchronizationContext(this);
        while (true)
        {
            _timers.FireDue();
            if (_posted.TryDequeue(out var posted))
            {
                posted.Callback(posted.State);
            }
            else if (_isStopping)
            {
                return;
            }
            else
            {
                Sleep();
            }
        }
    }

    private void Sleep()
    {
        _timers.Arm();
        Interlocked.Exchange(ref _isAsleep, 1);
        if (_posted.IsEmpty)
        {
            _descriptors.Wait();
        }

        Interlocked.Exchange(ref _isAsleep, 0);
    }

    private sealed class LoopTime(LoopTimers timers) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            timers.Create(callback, state, dueTime, period);
    }
}
