using Garam.Bench.Measuring;
using Garam.Cli.Commands;
using Garam.Client.Producing;

namespace Garam.Bench.Runs;

/// <summary>
/// The records of one producing client that are in flight, and the outcome of the others. Each record in flight has a slot, and the slot is
/// its tag. Owns a lock, held for one record when it is sent and for one batch when it is acknowledged. Any thread.
/// </summary>
/// <param name="clock">Records that should have been sent before the end of the warm-up do not count.</param>
/// <param name="faults">Receives the faults of batches.</param>
internal sealed class SendLedger(RunClock clock, RunFaults faults) : IDeliveryObserver
{
    private readonly Lock _lock = new();
    private readonly Stack<int> _free = [];
    private readonly LoadTally _tally = new(clock.Time.TimestampFrequency);
    private SentRecord[] _slots = [];
    private int _used;

    /// <summary>Records in flight.</summary>
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

    /// <summary>Notes a record and returns its tag.</summary>
    public long Sent(SentRecord record)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out var slot))
            {
                slot = _used++;
                if (slot == _slots.Length)
                {
                    // The producer's buffer limits the records in flight, and so the slots.
                    Array.Resize(ref _slots, Math.Max(1024, 2 * _slots.Length));
                }
            }

            _slots[slot] = record;
            return slot;
        }
    }

    /// <summary>Forgets a record that the producer's buffer did not take.</summary>
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

    /// <summary>Adds everything counted so far to <paramref name="total"/>.</summary>
    public void AddTo(LoadTally total)
    {
        lock (_lock)
        {
            total.Merge(_tally);
        }
    }

    /// <summary>Adds the latencies counted since the last call to <paramref name="recent"/>.</summary>
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

/// <summary>When a record should have been sent and when it was sent, as timestamps, and its size.</summary>
internal readonly record struct SentRecord(long IntendedAt, long CalledAt, int Bytes);
