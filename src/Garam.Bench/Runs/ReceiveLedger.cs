using Garam.Bench.Measuring;
using Garam.Bench.Payloads;

namespace Garam.Bench.Runs;

/// <summary>The records that one consuming client has received. Owns a lock, held for one fetch. Any thread.</summary>
/// <param name="run">The run whose stamps are read; only its records count. Null if all records count.</param>
/// <param name="clock">Records that came before the end of the warm-up, or should have been sent before it, do not count.</param>
internal sealed class ReceiveLedger(long? run, RunClock clock)
{
    private readonly Lock _lock = new();
    private readonly LoadTally _tally = new(clock.Time.TimestampFrequency);

    /// <summary>
    /// Counts one fetch. The walk over its records runs under the lock, so that <see cref="Record"/>, which the walk calls, needs no lock
    /// of its own.
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

    /// <summary>Counts one record of the fetch that is being walked.</summary>
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
