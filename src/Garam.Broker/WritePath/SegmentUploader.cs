using Garam.Metadata;
using Garam.Protocol;
using Garam.Storage;
using Garam.Storage.Errors;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.WritePath;

/// <summary>Makes a segment durable, or says that it will not be. Any number of segments at once.</summary>
internal sealed partial class SegmentUploader(IObjectStore store, SegmentOptions options, TimeProvider time, ILogger logger)
{
    private readonly FaultStreak _repeats = new(time);
    private readonly FaultStreak _refusals = new(time);

    /// <summary>
    /// A put of unknown outcome is repeated with identical bytes under the same name, which nobody else ever uses: "exists already"
    /// then means that an earlier attempt succeeded. When it returns, no attempt reads <paramref name="content"/> any more.
    /// </summary>
    public async ValueTask<bool> UploadAsync(SegmentId id, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var pause = options.RetryPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await store.CreateAsync(id.Key, content, cancellation);
                Invariant.Check(outcome == PutOutcome.Created || attempt > 1, $"segment {id.Key} exists before it was written");
                TellEnd();
                return true;
            }
            catch (GaramException exception) when (IsWorthRepeating(exception.Kind) && attempt < options.UploadAttemptsMax)
            {
                if (_repeats.Failed() is > 0 and var count)
                {
                    Log.Repeating(logger, exception, id.Key, attempt, count);
                }
            }
            catch (GaramException exception)
            {
                if (_refusals.Failed() is > 0 and var count)
                {
                    Log.Failed(logger, exception, id.Key, count);
                }

                return false;
            }

            await Task.Delay(pause, time, cancellation);
            pause = RetryPauses.Next(pause);
        }
    }

    private void TellEnd()
    {
        if (_repeats.Worked() + _refusals.Worked() is > 0 and var faults)
        {
            Log.Worked(logger, faults);
        }
    }

    /// <summary>A full or read-only disk does not mend itself within a few attempts; clients, which send again, have more patience.</summary>
    private static bool IsWorthRepeating(ErrorKind kind) => kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Conflict;

    private static partial class Log
    {
        [LoggerMessage(5000, LogLevel.Warning, "Segment {Key}: attempt {Attempt} to write it failed, it is repeated ({Count} such faults since the last line about them)")]
        public static partial void Repeating(ILogger logger, Exception exception, string key, int attempt, int count);

        [LoggerMessage(5001, LogLevel.Error, "Segment {Key} cannot be written: its batches are refused, producers send them again ({Count} such segments since the last line about them)")]
        public static partial void Failed(ILogger logger, Exception exception, string key, int count);

        [LoggerMessage(5002, LogLevel.Information, "Segments can be written again, after {Count} faults")]
        public static partial void Worked(ILogger logger, int count);
    }
}
