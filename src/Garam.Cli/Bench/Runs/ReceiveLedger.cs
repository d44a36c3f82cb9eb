using Garam.Cli.Bench.Latency;
using Garam.Cli.Bench.Payloads;

namespace Garam.Cli.Bench.Runs;

/// <summary>What one consuming client has received. Owns a lock, which is held for one fetch. Any thread.</summary>
/// <param name="run">The number of the run whose stamps are read and whose records alone count; null where all do.</param>
/// <param name="clock">What came before the end of the warm-up, or should have been sent before it, is not counted.</param>
internal sealed class ReceiveLedger(long? run, RunClock clock)
{
    private readonly Lock _lock = new();
    private readonly LoadTally _tally = new(clock.Time.TimestampFrequency);

    /// <summary>
    /// Counts one fetch. The walk over its records takes place under the lock, so that what the walk tells with <see cref="Record"/>
    /// needs none of its own.
    /// </summary>
    public void Fetched(long askedAt, long moment, Action walk)
    {
        lock (_lock)
        {
            var before = _tally.Records;
            walk();
            if (_tally.Records > before)
            {
                _tally.Fetches.Record((long)clock.Time.GetElapsedTime(askedAt, moment).TotalMicroseconds);
            }
        }
    }

    /// <summary>One record of the fetch that is being counted.</summary>
    public void Record(ReadOnlySpan<byte> value, int bytes, long moment)
    {
        if (run is not { } number)
        {
            if (moment >= clock.CountsFrom)
            {
                _tally.Add(1, bytes, moment);
            }
        }
        else if (RecordStamp.TryRead(value, number, out var stamp) && stamp.IntendedAt >= clock.CountsFrom)
        {
            _tally.Latencies.Record(stamp.IntendedAt, stamp.CalledAt, moment);
            _tally.Add(1, bytes, moment);
        }
    }

    public void AddTo(LoadTally total)
    {
        lock (_lock)
        {
            total.Merge(_tally);
        }
    }

    public void TakeRecent(LatencyHistogram recent)
    {
        lock (_lock)
        {
            _tally.Latencies.TakeRecent(recent);
        }
    }
}
