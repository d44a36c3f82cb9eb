using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Storage.Metering;

/// <summary>Says whether creates work, going by the last of them. Any thread.</summary>
public sealed partial class WriteHealth(TimeProvider time, ILogger<WriteHealth> logger)
{
    private readonly FaultStreak _faults = new(time);
    private string? _fault;

    /// <summary>Why the last create failed; null when it did not.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    internal void Worked()
    {
        Volatile.Write(ref _fault, null);
        if (_faults.Worked() is > 0 and var count)
        {
            Log.Works(logger, count);
        }
    }

    /// <summary>A queue that is too long, or a race that was lost, says nothing about the store.</summary>
    internal void Failed(Exception fault)
    {
        if (fault is GaramException { Kind: ErrorKind.Unavailable or ErrorKind.Invalid or ErrorKind.Internal })
        {
            Volatile.Write(ref _fault, fault.Message);

            // The caller of the create reports its fault.
            _ = _faults.Failed();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2010, LogLevel.Information, "The store can be written to again after {Count} failed creates.")]
        public static partial void Works(ILogger logger, int count);
    }
}
