using Garam.Broker.ReadPath.Planning;
using Garam.Journal.Replication;
using Garam.Metadata;

namespace Garam.Broker.ReadPath;

/// <summary>
/// Long polls, by the partitions that they wait for: woken by what was applied to these, never by looking again and again. As many
/// as there are requests in progress. Any thread; the lock is held for a request's partitions or an entry's effects.
/// </summary>
public sealed class FetchWaiters(TimeProvider time) : IApplyObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, List<FetchWait>> _byPartition = [];
    private readonly HashSet<FetchWait> _all = [];
    private bool _isReleased;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>
    /// The caller looks at the state once more after this, because it may have moved since it planned; then it awaits and disposes.
    /// </summary>
    public FetchWait Register(FetchPlan plan, TimeSpan timeout, CancellationToken cancellation)
    {
        var wait = new FetchWait(this, plan, time, timeout, cancellation);
        lock (_gate)
        {
            if (_isReleased)
            {
                wait.Wake();
                return wait;
            }

            _all.Add(wait);
            foreach (var partition in plan.Partitions.Where(static partition => !partition.IsUnknown))
            {
                if (!_byPartition.TryGetValue(partition.Partition, out var waits))
                {
                    _byPartition.Add(partition.Partition, waits = []);
                }

                waits.Add(wait);
            }
        }

        return wait;
    }

    public void OnApplied(long sequence, ApplyEffects effects)
    {
        lock (_gate)
        {
            if (_all.Count == 0)
            {
                return;
            }

            Wake(effects.Advanced);
            Wake(effects.Trimmed);
            if (effects.DeletedTopics.Count > 0)
            {
                WakeAll();
            }
        }
    }

    public void OnRestored(long sequence)
    {
        lock (_gate)
        {
            WakeAll();
        }
    }

    /// <summary>The process is stopping: every waiting fetch is answered with the data there is, and no fetch waits any longer.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isReleased = true;
            WakeAll();
        }
    }

    /// <summary>The process is going down.</summary>
    public bool IsReleased
    {
        get
        {
            lock (_gate)
            {
                return _isReleased;
            }
        }
    }

    internal void Remove(FetchWait wait)
    {
        lock (_gate)
        {
            if (!_all.Remove(wait))
            {
                return;
            }

            foreach (var partition in wait.Plan.Partitions)
            {
                if (_byPartition.TryGetValue(partition.Partition, out var waits) && waits.Remove(wait) && waits.Count == 0)
                {
                    _byPartition.Remove(partition.Partition);
                }
            }
        }
    }

    private void Wake(IReadOnlyList<TopicPartition> partitions)
    {
        for (var i = 0; i < partitions.Count; i++)
        {
            if (_byPartition.TryGetValue(partitions[i], out var waits))
            {
                foreach (var wait in waits)
                {
                    wait.Wake();
                }
            }
        }
    }

    private void WakeAll()
    {
        foreach (var wait in _all)
        {
            wait.Wake();
        }
    }
}

/// <summary>One long poll. It ends once: by progress, by its time-out, or with its connection. Its request disposes it.</summary>
public sealed class FetchWait : IDisposable
{
    private readonly FetchWaiters _waiters;
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _cancelled;

    internal FetchWait(FetchWaiters waiters, FetchPlan plan, TimeProvider time, TimeSpan timeout, CancellationToken cancellation)
    {
        _waiters = waiters;
        Plan = plan;
        _timer = time.CreateTimer(static state => ((FetchWait)state!).Wake(), this, timeout, Timeout.InfiniteTimeSpan);
        _cancelled = cancellation.UnsafeRegister(
            static (state, token) => ((FetchWait)state!)._woken.TrySetCanceled(token), this);
    }

    public Task Woken => _woken.Task;

    internal FetchPlan Plan { get; }

    public void Dispose()
    {
        _waiters.Remove(this);
        _timer.Dispose();
        _cancelled.Dispose();
    }

    internal void Wake() => _woken.TrySetResult();
}
