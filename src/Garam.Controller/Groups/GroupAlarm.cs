namespace Garam.Controller.Groups;

/// <summary>
/// One timer for all groups. A group is in the queue under the earliest moment that it asked for; a stale moment costs one idle look. Owned
/// by the coordinator and guarded by its lock; disposed with it.
/// </summary>
internal sealed class GroupAlarm : IDisposable
{
    /// <summary>
    /// The shortest time until the timer rings again after it found nothing due: while the coordinator's clock stands still, a moment that
    /// is near stays near.
    /// </summary>
    private static readonly TimeSpan RingIntervalMin = TimeSpan.FromMilliseconds(20);

    private readonly PriorityQueue<string, TimeSpan> _queue = new();
    private readonly ITimer _timer;
    private TimeSpan _armed = TimeSpan.MaxValue;

    public GroupAlarm(TimeProvider time, Action ring) =>
        _timer = time.CreateTimer(static state => ((Action)state!)(), ring, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Arranges that the group is looked at by its <see cref="LiveGroup.Wake"/>.</summary>
    public void Schedule(ClassicGroup group, TimeSpan now)
    {
        if (group.Wake < group.Scheduled)
        {
            group.Scheduled = group.Wake;
            _queue.Enqueue(group.GroupId, group.Wake);
            Arm(now, TimeSpan.Zero);
        }
    }

    /// <summary>Returns the ids of groups whose moment has come.</summary>
    public IReadOnlyList<string> TakeDue(TimeSpan now)
    {
        var due = new List<string>();
        while (_queue.TryPeek(out var groupId, out var at) && at <= now)
        {
            _queue.Dequeue();
            due.Add(groupId);
        }

        _armed = TimeSpan.MaxValue;
        Arm(now, due.Count == 0 ? RingIntervalMin : TimeSpan.Zero);
        return due;
    }

    public void Clear()
    {
        _queue.Clear();
        _armed = TimeSpan.MaxValue;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Arm(TimeSpan now, TimeSpan delayMin)
    {
        if (_queue.TryPeek(out _, out var at) && at < _armed)
        {
            _armed = at;
            _timer.Change(at - now > delayMin ? at - now : delayMin, Timeout.InfiniteTimeSpan);
        }
    }
}
