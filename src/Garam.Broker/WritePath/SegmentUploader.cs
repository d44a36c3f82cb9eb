using Garam.Metadata;
using Garam.Segments;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.WritePath;

/// <summary>Makes a segment durable, or says that it will not be. Any number of segments at once.</summary>
internal sealed partial class SegmentUploader(IObjectStore store, SegmentOptions options, TimeProvider time, ILogger logger)
{
    private readonly Backoff _backoff = options.NewBackoff();
    private readonly FaultStreak _repeats = new(time);
    private readonly FaultStreak _refusals = new(time);

    /// <summary>
    /// Repeats a put of unknown outcome with identical bytes under the same name, which is never used for anything else. "Exists already"
    /// then means that an earlier attempt succeeded, or that something between this process and the store repeated one; the stored bytes
    /// tell which. When it returns, no attempt reads <paramref name="content"/> any more.
    /// </summary>
    public async ValueTask<bool> UploadAsync(SegmentId id, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        uint Checksum() => SegmentChecksum.Of(content.Span);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await store.CreateAsync(id.Key, content, Checksum, cancellation);
                var isStored = outcome == PutOutcome.Created || await StoredContent.IsAsync(store, id.Key, content, cancellation);
                if (isStored || attempt == options.UploadAttemptsMax)
                {
                    TellEnd(id, isStored);
                    return isStored;
                }
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

            await Task.Delay(_backoff.After(attempt), time, cancellation);
        }
    }

    private void TellEnd(SegmentId id, bool isStored)
    {
        if (!isStored)
        {
            Log.Foreign(logger, id.Key);
        }
        else if (_repeats.Worked() + _refusals.Worked() is > 0 and var faults)
        {
            Log.Worked(logger, faults);
        }
    }

    /// <summary>
    /// A full or read-only disk does not mend itself within a few attempts; clients, which send again, have more patience.
    /// </summary>
    private static bool IsWorthRepeating(ErrorKind kind) => kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Conflict;

    private static partial class Log
    {
        [LoggerMessage(5000, LogLevel.Warning,
            "Attempt {Attempt} to write segment {Key} failed and is repeated ({Count} such faults since the last message).")]
        public static partial void Repeating(ILogger logger, Exception exception, string key, int attempt, int count);

        [LoggerMessage(5001, LogLevel.Error,
            "Segment {Key} cannot be written. Its batches are refused, and producers have to send them again ({Count} such segments "
                + "since the last message).")]
        public static partial void Failed(ILogger logger, Exception exception, string key, int count);

        [LoggerMessage(5003, LogLevel.Error,
            "Segment {Key} already exists with different content: something else writes to this store. Its batches are refused, and "
                + "producers have to send them again.")]
        public static partial void Foreign(ILogger logger, string key);

        [LoggerMessage(5002, LogLevel.Information, "Segments can be written again after {Count} faults.")]
        public static partial void Worked(ILogger logger, int count);
    }
}
