using Garam.Cli.Bench.Latency;
using Garam.Client.Producing;

namespace Garam.Cli.Bench.Runs;

/// <summary>
/// What one producing client has sent and nobody has answered yet, and what came of the rest. Each record on its way has a slot, which
/// is its tag. Owns a lock, which is held for one record when it is sent and for one batch when it is answered. Any thread.
/// </summary>
/// <param name="clock">Records that should have been sent before the end of the warm-up are not counted.</param>
/// <param name="faults">Where failures are told.</param>
internal sealed class SendLedger(RunClock clock, RunFaults faults) : IDeliveryObserver
{
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = [];
    private readonly LoadTally _tally = new(clock.Time.TimestampFrequency);
    private SentRecord[] _slots = [];
    private int _used;

    /// <summary>Records on their way.</summary>
    public long Unanswered
    {
        get
        {
            lock (_lock)
            {
                return _used - _free.Count;
            }
        }
    }

    /// <summary>Returns the record's tag.</summary>
    public long Sent(SentRecord record)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var slot))
            {
                slot = _used++;
                if (slot == _slots.Length)
                {
                    // The producer's buffer bounds what is on its way, and so the slots.
                    Array.Resize(ref _slots, Math.Max(1024, 2 * _slots.Length));
                }
            }

            _slots[slot] = record;
            return slot;
        }
    }

    /// <summary>The record did not get as far as the producer's buffer.</summary>
    public void Withdraw(long tag)
    {
        lock (_lock)
        {
            _free.Push((int)tag);
        }
    }

    public void OnCompleted(in BatchOutcome outcome)
    {
        var moment = clock.Time.GetTimestamp();
        if (outcome.Fault is { } fault)
        {
            faults.Add(fault);
        }

        lock (_lock)
        {
            var before = _tally.Records;
            foreach (var tag in outcome.Tags)
            {
                Complete(_slots[tag], moment, outcome.Fault is not null);
                _free.Push((int)tag);
            }

            _tally.Batches += _tally.Records > before ? 1 : 0;
        }
    }

    /// <summary>Adds what is counted so far to <paramref name="total"/>.</summary>
    public void AddTo(LoadTally total)
    {
        lock (_lock)
        {
            total.Merge(_tally);
        }
    }

    /// <summary>Adds the latencies that were counted since the last time this was asked.</summary>
    public void TakeRecent(LatencyHistogram recent)
    {
        lock (_lock)
        {
            _tally.Latencies.TakeRecent(recent);
        }
    }

    private void Complete(SentRecord record, long moment, bool isFailed)
    {
        if (isFailed)
        {
            _tally.Failed++;
        }
        else if (record.IntendedAt >= clock.CountsFrom)
        {
            _tally.Latencies.Record(record.IntendedAt, record.CalledAt, moment);
            _tally.Add(1, record.Bytes, moment);
        }
    }
}
