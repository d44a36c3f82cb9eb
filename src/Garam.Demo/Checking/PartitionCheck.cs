namespace Garam.Demo.Checking;

/// <summary>
/// Checks one partition. It knows the sequence numbers that were acknowledged, and which one was read at which offset. In a sound log both
/// are one stretch, whatever its length. Any thread.
/// </summary>
internal sealed class PartitionCheck
{
    private readonly Lock _gate = new();
    private readonly NumberRanges _acknowledged = new();
    private readonly NumberRanges _read = new();

    /// <summary>The offsets that the second reading found.</summary>
    private readonly NumberRanges _again = new();

    /// <summary>Stretches in the order of offsets.</summary>
    private readonly List<Stretch> _stretches = [];

    private long _doubled;
    private long _reordered;
    private long _replaced;
    private long _vanished;

    /// <summary>False from the moment on at which the log has too many gaps to remember them all.</summary>
    private bool _isComplete = true;

    public void Acknowledged(ReadOnlySpan<long> sequences)
    {
        lock (_gate)
        {
            foreach (var sequence in sequences)
            {
                _isComplete &= _acknowledged.Add(sequence);
            }
        }
    }

    /// <summary>
    /// Counts the record, unless the same record was read at the same offset before: a group reads again what it has read and not committed
    /// when its members change.
    /// </summary>
    public void Read(long offset, long sequence)
    {
        lock (_gate)
        {
            var at = FirstEndingAfter(offset);
            if (at < _stretches.Count && _stretches[at].Offset <= offset)
            {
                _replaced += _stretches[at].SequenceAt(offset) == sequence ? 0 : 1;
                return;
            }

            if (_read.Contains(sequence))
            {
                _doubled++;
            }
            else
            {
                _reordered += at == _stretches.Count && sequence < _read.End ? 1 : 0;
                _isComplete &= _read.Add(sequence);
            }

            Remember(at, offset, sequence);
        }
    }

    /// <summary>
    /// Counts a record of the second reading, from which the group's own result stays apart: what only this reading finds, the group has
    /// missed.
    /// </summary>
    public void ReadAgain(long offset, long sequence)
    {
        lock (_gate)
        {
            var at = FirstEndingAfter(offset);
            if (at < _stretches.Count && _stretches[at].Offset <= offset)
            {
                _isComplete &= _again.Add(offset);
                _replaced += _stretches[at].SequenceAt(offset) == sequence ? 0 : 1;
            }
            else if (_read.Contains(sequence))
            {
                _doubled++;
            }
        }
    }

    /// <summary>Counts what the second reading did not find any more.</summary>
    /// <param name="start">Where the log began when the reading did.</param>
    public void EndAgain(long start)
    {
        lock (_gate)
        {
            // A start above 0 has been moved by retention, which may have moved it on meanwhile.
            var from = start > 0 ? Math.Max(start, _again.Start) : 0;
            _vanished = _stretches.Sum(stretch => Math.Max(0, stretch.End - Math.Max(stretch.Offset, from))) - _again.Count;
        }
    }

    public CheckCounts Count()
    {
        lock (_gate)
        {
            return new CheckCounts
            {
                Acknowledged = _acknowledged.Count,
                Read = _read.Count,
                Unread = _acknowledged.CountMissingIn(_read, long.MaxValue),
                Lost = _acknowledged.CountMissingIn(_read, _read.End),
                Doubled = _doubled,
                Reordered = _reordered,
                Replaced = _replaced,
                Vanished = _vanished,
                IsComplete = _isComplete,
            };
        }
    }

    private void Remember(int at, long offset, long sequence)
    {
        if (at > 0 && _stretches[at - 1] is var before && before.End == offset && before.SequenceAt(offset) == sequence)
        {
            _stretches[at - 1] = before with { Length = before.Length + 1 };
        }
        else if (_stretches.Count < NumberRanges.RangesMax)
        {
            _stretches.Insert(at, new Stretch(offset, sequence, 1));
        }
        else
        {
            _isComplete = false;
        }
    }

    private int FirstEndingAfter(long offset)
    {
        var (low, high) = (0, _stretches.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _stretches[middle].End <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Records whose offsets and sequence numbers rise together.</summary>
    private readonly record struct Stretch(long Offset, long Sequence, long Length)
    {
        public long End => Offset + Length;

        public long SequenceAt(long offset) => Sequence + (offset - Offset);
    }
}
