using Garam.Journal.Replication;
using Garam.Metadata;
using Microsoft.Extensions.Logging;

namespace Garam.Broker.WritePath;

/// <summary>
/// The time of day that this agent stamps on records, and by which it judges the times that clients give them. It is the wall clock's,
/// unless that is behind the stamps of the journal: retention would delete such records before their time. A wall clock that is ahead is
/// followed, because the journal's time stands back on purpose while the leader does not trust its own clock. Made when the process has
/// registered, so that the journal's last entry is new. Observes the replica. Any thread reads it.
/// </summary>
public sealed partial class RecordClock : IApplyObserver
{
    /// <summary>
    /// The most by which the clocks of two machines may differ, with one of them badly kept. An entry arrives seconds after its stamp, so
    /// this also covers a store that stands still for minutes.
    /// </summary>
    private static readonly TimeSpan DisagreementMax = TimeSpan.FromMinutes(5);

    private readonly Replica _replica;
    private readonly TimeProvider _wall;
    private readonly TimeProvider _continuous;
    private readonly ILogger<RecordClock> _logger;

    // Null after a jump to a snapshot, whose last entry may be old.
    private Stamp? _newest;
    private int _disagrees;

    /// <param name="continuous">Counts on while the machine is suspended.</param>
    public RecordClock(Replica replica, TimeProvider wall, TimeProvider continuous, ILogger<RecordClock> logger)
    {
        (_replica, _wall, _continuous, _logger) = (replica, wall, continuous, logger);
        _newest = replica.AppliedSequence > 0 ? StampNow() : null;
    }

    /// <summary>Milliseconds since 1970.</summary>
    public long ReadMs()
    {
        var nowMs = _wall.GetUtcNow().ToUnixTimeMilliseconds();
        if (Volatile.Read(ref _newest) is not { } newest)
        {
            return nowMs;
        }

        var expectedMs = newest.TimeMs + (long)_continuous.GetElapsedTime(newest.Timestamp).TotalMilliseconds;
        var disagrees = Math.Abs(nowMs - expectedMs) > DisagreementMax.TotalMilliseconds;
        if (Interlocked.Exchange(ref _disagrees, disagrees ? 1 : 0) == 0 && disagrees)
        {
            Log.Disagrees(_logger, DateTimeOffset.FromUnixTimeMilliseconds(nowMs), DateTimeOffset.FromUnixTimeMilliseconds(expectedMs));
        }

        return disagrees ? Math.Max(nowMs, expectedMs) : nowMs;
    }

    public void OnApplied(long sequence, ApplyEffects effects) =>
        Volatile.Write(ref _newest, StampNow());

    public void OnRestored(long sequence) => Volatile.Write(ref _newest, null);

    private Stamp StampNow() => new(_replica.Position.TimestampMs, _continuous.GetTimestamp());

    /// <param name="TimeMs">The time of an entry.</param>
    /// <param name="Timestamp">A reading of the continuous clock when the entry arrived.</param>
    private sealed record Stamp(long TimeMs, long Timestamp);

    private static partial class Log
    {
        [LoggerMessage(5500, LogLevel.Error,
            "The wall clock says {Wall:u}, but the journal says {Journal:u}. Records get the later time until the two agree: set the clock "
            + "of this machine, or the leader's.")]
        public static partial void Disagrees(ILogger logger, DateTimeOffset wall, DateTimeOffset journal);
    }
}
