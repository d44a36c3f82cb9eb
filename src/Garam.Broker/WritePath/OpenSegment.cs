namespace Garam.Broker.WritePath;

/// <summary>
/// Accepted batches that are not sealed yet, of all partitions and connections, in the order of arrival. They are sealed and committed in
/// that order. Any thread parks; the seal loop takes. The frames' budget bounds it. The lock is held for a few list operations.
/// </summary>
internal sealed class OpenSegment(int fullBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<ParkedBatch> _parked = [];
    private long _bytes;

    /// <summary>Parked batches of clients that may be waiting for the answer before they send more.</summary>
    private int _impatient;
    private LoopWait _wait = LoopWait.Busy;
    private bool _isClosed;

    /// <summary>All batches of one request, so that none of another comes between them.</summary>
    public ParkOutcome Park(ReadOnlySpan<ParkedBatch> batches)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return ParkOutcome.Closed;
            }

            foreach (ref readonly var batch in batches)
            {
                _parked.Enqueue(batch);
                _bytes += batch.Bytes.Length;
                _impatient += batch.Request.IsPatient ? 0 : 1;
            }

            return TellLoop();
        }
    }

    /// <summary>Everything that the loop needs for its decision. From here on it counts as busy.</summary>
    public OpenSegmentState Look(TimeProvider time, int writesInFlight, int commitsInFlight)
    {
        lock (_gate)
        {
            _wait = LoopWait.Busy;
            var waited = _parked.TryPeek(out var oldest) ? time.GetElapsedTime(oldest.Request.ArrivedAt) : TimeSpan.Zero;
            return new OpenSegmentState(_parked.Count, _bytes, waited, writesInFlight, commitsInFlight, _isClosed)
            {
                IsPatient = _impatient == 0,
            };
        }
    }

    /// <summary>False when something was parked since the loop looked: it has to look again.</summary>
    public bool TryWait(LoopWait wait, int batchesSeen)
    {
        lock (_gate)
        {
            if (_parked.Count != batchesSeen && (wait == LoopWait.ForBatch || (wait == LoopWait.ForLinger && _bytes >= fullBytes)))
            {
                return false;
            }

            _wait = wait;
            return true;
        }
    }

    /// <summary>
    /// Moves the oldest batches, up to <paramref name="bytesMax"/> and <paramref name="batchesMax"/> but at least one, and returns their
    /// bytes.
    /// </summary>
    public long Take(List<ParkedBatch> taken, int bytesMax, int batchesMax)
    {
        long bytes = 0;
        lock (_gate)
        {
            while (_parked.TryPeek(out var next) && (bytes == 0 || (bytes + next.Bytes.Length <= bytesMax && taken.Count < batchesMax)))
            {
                taken.Add(_parked.Dequeue());
                bytes += next.Bytes.Length;
                _impatient -= next.Request.IsPatient ? 0 : 1;
            }

            _bytes -= bytes;
        }

        return bytes;
    }

    /// <summary>True when something waits that may become overdue.</summary>
    public bool ExpireOverdue(TimeProvider time)
    {
        lock (_gate)
        {
            foreach (var batch in _parked)
            {
                batch.Request.ExpireIfOverdue(time);
            }

            return _parked.Count > 0;
        }
    }

    /// <summary>Accepts no more batches from here on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    private ParkOutcome TellLoop()
    {
        if (_wait is LoopWait.ForBatch or LoopWait.ForLinger && _bytes >= fullBytes)
        {
            _wait = LoopWait.Busy;
            return ParkOutcome.Full;
        }

        if (_wait == LoopWait.ForBatch)
        {
            _wait = LoopWait.ForLinger;
            return ParkOutcome.First;
        }

        return ParkOutcome.Parked;
    }
}

/// <summary>The event that the seal loop waits for, so that a parking thread wakes it only when that helps.</summary>
internal enum LoopWait
{
    Busy,
    ForBatch,
    ForLinger,
    ForSlot,
}

internal enum ParkOutcome
{
    Parked,

    /// <summary>The loop waits for the first batch: its linger begins.</summary>
    First,

    /// <summary>The loop waits, but there is enough for a segment.</summary>
    Full,

    /// <summary>Not parked: the process is going down.</summary>
    Closed,
}
