using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Metadata.Segments;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Waiting;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.WritePath;

/// <summary>
/// Submits commits until the leader has answered them. The number makes repeating safe: it is applied once, and answered with its
/// stored results from then on. Any number of commits at once.
/// </summary>
internal sealed partial class SegmentCommitter(
    ILeaderGateway leader, Incarnation incarnation, SegmentOptions options, TimeProvider time, ILogger logger)
{
    private readonly ConfirmedCommits _confirmed = new();
    private readonly Backoff _backoff = options.NewBackoff();
    private readonly FaultStreak _repeats = new(time);

    /// <summary>
    /// The results of a segment's batches, or null when an empty commit used the number up. Calls <paramref name="onSubmitted"/>
    /// when the first submission is on its way, so that the next number can follow.
    /// </summary>
    public async ValueTask<BatchResult[]?> CommitAsync(
        SegmentId id, long number, SealedSegment? segment, Action onSubmitted, CancellationToken cancellation)
    {
        for (var failures = 1; ;)
        {
            var result = await TrySubmitAsync(Describe(id, number, segment), onSubmitted, cancellation);
            if (result?.Outcome == CommitOutcome.Applied)
            {
                _confirmed.Received(number);
                return segment is null ? null : result.Batches;
            }

            if (result?.Outcome == CommitOutcome.BornTooEarly)
            {
                Log.BornTooEarly(logger, id.Key, number);
                segment = null;
                continue;
            }

            await Task.Delay(_backoff.After(failures++), time, cancellation);
        }
    }

    /// <summary>Null when no leader answered.</summary>
    private async ValueTask<CommitSegmentResult?> TrySubmitAsync(CommitSegment command, Action onSubmitted, CancellationToken cancellation)
    {
        try
        {
            var submitted = leader.SubmitAsync(command, cancellation);
            onSubmitted();
            var result = (CommitSegmentResult)(await submitted).Result;
            if (result.Outcome is CommitOutcome.Fenced)
            {
                throw new GaramException(
                    ErrorKind.Fenced,
                    $"Incarnation {incarnation} of this agent is closed: the leader had not heard from it for too long, or another process "
                        + "has taken its place. Start it again");
            }

            Invariant.Check(
                result.Outcome is not (CommitOutcome.Malformed or CommitOutcome.AlreadyConfirmed),
                $"commit {command.CommitNumber} is {result.Outcome}");
            return result;
        }
        catch (GaramException exception) when (exception.Kind is ErrorKind.Unavailable or ErrorKind.Throttled or ErrorKind.Conflict)
        {
            if (_repeats.Failed() is > 0 and var count)
            {
                Log.NoAnswer(logger, command.CommitNumber, count, exception.Message);
            }

            return null;
        }
    }

    /// <summary>A new object for every submission: an earlier one may still be on its way into an entry.</summary>
    private CommitSegment Describe(SegmentId id, long number, SealedSegment? segment) => new()
    {
        IncarnationValue = incarnation.Value,
        CommitNumber = number,
        ConfirmedCommitNumber = _confirmed.UpTo,
        SegmentBirth = id.Birth,
        SegmentNumber = id.Number,
        SegmentLength = segment?.Length ?? 0,
        Batches = segment?.Batches ?? [],
    };

    private static partial class Log
    {
        [LoggerMessage(5010, LogLevel.Warning,
            "Commit {Number} got no answer and is sent again ({Count} such faults since the last message): {Reason}")]
        public static partial void NoAnswer(ILogger logger, long number, int count, string reason);

        [LoggerMessage(5011, LogLevel.Warning,
            "Segment {Key} was stored too late and may be deleted as an orphan. Commit {Number} is sent again without batches, and "
                + "producers have to send them again.")]
        public static partial void BornTooEarly(ILogger logger, string key, long number);
    }
}

/// <summary>Up to which commit number every result has arrived: what the leader may forget. Any thread.</summary>
internal sealed class ConfirmedCommits
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _early = [];
    private long _upTo;

    public long UpTo => Volatile.Read(ref _upTo);

    public void Received(long number)
    {
        lock (_gate)
        {
            _early.Add(number);
            while (_early.Remove(_upTo + 1))
            {
                _upTo++;
            }
        }
    }
}
