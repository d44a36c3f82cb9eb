using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.Metering;

/// <summary>Says whether creates work, going by the last of them. Any thread.</summary>
public sealed partial class WriteHealth(TimeProvider time, ILogger<WriteHealth> logger)
{
    /// <summary>
    /// A service that works refuses single requests, and a queue may be too long for a moment. A create is repeated for about as long.
    /// </summary>
    private static readonly TimeSpan ThrottlingMax = TimeSpan.FromSeconds(3);

    private readonly FaultStreak _faults = new(time);
    private string? _fault;
    private long _throttledSince;

    /// <summary>Why the last create failed; null when it did not, or was throttled and others worked within the last seconds.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    internal void Worked()
    {
        Volatile.Write(ref _fault, null);
        Volatile.Write(ref _throttledSince, 0);
        if (_faults.Worked() is > 0 and var count)
        {
            Log.Works(logger, count);
        }
    }

    /// <summary>A race that was lost says nothing about the store.</summary>
    internal void Failed(Exception fault)
    {
        var isFault = fault is GaramException { Kind: ErrorKind.Unavailable or ErrorKind.Invalid or ErrorKind.Internal }
            || (fault is GaramException { Kind: ErrorKind.Throttled } && IsThrottledForLong());
        if (isFault)
        {
            Volatile.Write(ref _fault, fault.Message);

            // The caller of the create reports its fault.
            _ = _faults.Failed();
        }
    }

    private bool IsThrottledForLong()
    {
        // Zero stands for none, so the first moment of a clock that begins at zero counts as the next one.
        var now = Math.Max(1, time.GetTimestamp());
        var since = Interlocked.CompareExchange(ref _throttledSince, now, 0);
        return since != 0 && time.GetElapsedTime(since, now) >= ThrottlingMax;
    }

    private static partial class Log
    {
        [LoggerMessage(2010, LogLevel.Information, "The store can be written to again after {Count} failed creates.")]
        public static partial void Works(ILogger logger, int count);
    }
}
