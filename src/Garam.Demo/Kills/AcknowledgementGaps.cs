namespace Garam.Demo.Kills;

/// <summary>
/// Measures fail-overs from outside: after each kill, the longest time for which records of a partition waited and none was acknowledged.
/// Counted by partition, because the others may go on meanwhile. Any thread.
/// </summary>
internal sealed class AcknowledgementGaps(int partitions, TimeProvider time)
{
    /// <summary>The newest kills, for the median. A demo of an hour has fewer.</summary>
    public const int KillsMax = 1024;

    private readonly Lock _gate = new();
    private readonly Progress[] _partitions = new Progress[partitions];
    private readonly List<TimeSpan> _gaps = [];
    private TimeSpan _worst;
    private bool _isMeasuring;

    /// <summary>True once a record that was sent after the last kill is acknowledged in every partition.</summary>
    public bool HasRecovered
    {
        get
        {
            lock (_gate)
            {
                return Array.TrueForAll(_partitions, static partition => partition.Acknowledged > partition.SentBeforeKill);
            }
        }
    }

    /// <summary>The record is about to be handed to the producer.</summary>
    public void Sent(int partition)
    {
        lock (_gate)
        {
            ref var progress = ref _partitions[partition];
            if (progress.Sent++ == progress.Acknowledged)
            {
                progress.WaitsSince = time.GetTimestamp();
            }
        }
    }

    public void Acknowledged(int partition, int records)
    {
        lock (_gate)
        {
            ref var progress = ref _partitions[partition];
            Note(time.GetElapsedTime(progress.WaitsSince));
            progress.Acknowledged += records;
            progress.WaitsSince = time.GetTimestamp();
        }
    }

    /// <summary>From here on gaps belong to this kill.</summary>
    public void Killed()
    {
        lock (_gate)
        {
            if (_gaps.Count == KillsMax)
            {
                _gaps.RemoveAt(0);
            }

            _gaps.Add(TimeSpan.Zero);
            _isMeasuring = true;
            foreach (ref var progress in _partitions.AsSpan())
            {
                progress.SentBeforeKill = progress.Sent;
            }
        }
    }

    /// <summary>Returns null before the first kill. The newest gap may still be growing.</summary>
    public GapStatistics? Measure()
    {
        lock (_gate)
        {
            if (_gaps.Count == 0)
            {
                return null;
            }

            foreach (ref readonly var progress in _partitions.AsSpan())
            {
                if (progress.Sent > progress.Acknowledged)
                {
                    Note(time.GetElapsedTime(progress.WaitsSince));
                }
            }

            var ordered = _gaps.Order().ToArray();
            return new GapStatistics(_gaps[^1], ordered[ordered.Length / 2], _worst);
        }
    }

    private void Note(TimeSpan gap)
    {
        if (_isMeasuring && gap > _gaps[^1])
        {
            _gaps[^1] = gap;
            _worst = gap > _worst ? gap : _worst;
        }
    }

    /// <summary>Counts the records of one partition.</summary>
    private struct Progress
    {
        public long Sent;
        public long Acknowledged;
        public long SentBeforeKill;

        /// <summary>Since when records wait, if any do.</summary>
        public long WaitsSince;
    }
}

/// <summary>The time without an acknowledgement after kills.</summary>
internal readonly record struct GapStatistics(TimeSpan Last, TimeSpan Median, TimeSpan Worst);
