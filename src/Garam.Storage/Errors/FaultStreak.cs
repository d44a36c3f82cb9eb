namespace Garam.Storage.Errors;

/// <summary>
/// Limits the log lines about a lasting fault (a full disk, an unreachable store): the first is written at once, then one in every interval
/// stands for all, and one says that it is over. Any thread.
/// </summary>
public sealed class FaultStreak(TimeProvider time)
{
    /// <summary>Often enough to see that it lasts, rare enough to leave the other lines readable.</summary>
    private static readonly TimeSpan TellInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _faultToldAt;
    private long? _endToldAt;
    private int _untold;
    private int _faults;

    /// <summary>One more fault. How many the line that is now due speaks for; 0 when none is due.</summary>
    public int Failed()
    {
        lock (_gate)
        {
            _faults++;
            _untold++;
            if (!IsDue(_faultToldAt))
            {
                return 0;
            }

            var told = _untold;
            (_untold, _faultToldAt) = (0, time.GetTimestamp());
            return told;
        }
    }

    /// <summary>
    /// It worked. How many faults there were since it last did, if that is to be told; 0 otherwise. Where faults and successes alternate it
    /// is not told every time.
    /// </summary>
    public int Worked()
    {
        // Nearly always: read without the lock, because nothing is lost if a fault of this moment is ended by the next success.
        if (Volatile.Read(ref _faults) == 0)
        {
            return 0;
        }

        lock (_gate)
        {
            if (!IsDue(_endToldAt))
            {
                return 0;
            }

            var faults = _faults;
            (_faults, _untold) = (0, 0);
            _endToldAt = faults == 0 ? _endToldAt : time.GetTimestamp();
            return faults;
        }
    }

    private bool IsDue(long? toldAt) => toldAt is not { } at || time.GetElapsedTime(at) >= TellInterval;
}
