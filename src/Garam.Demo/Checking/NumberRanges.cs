namespace Garam.Demo.Checking;

/// <summary>
/// A set of numbers as ranges in order, so that millions of numbers without gaps take the memory of one. Full at <see cref="RangesMax"/>:
/// a log with so many gaps has failed the check, and more would only cost memory. One thread.
/// </summary>
internal sealed class NumberRanges
{
    public const int RangesMax = 4096;

    private readonly List<NumberRange> _ranges = [];

    public long Count { get; private set; }

    /// <summary>The lowest number; 0 if there is none.</summary>
    public long Start => _ranges.Count == 0 ? 0 : _ranges[0].Start;

    /// <summary>One more than the highest number.</summary>
    public long End => _ranges.Count == 0 ? 0 : _ranges[^1].End;

    public bool Contains(long number) => FirstEndingAfter(number) is var at && at < _ranges.Count && _ranges[at].Start <= number;

    /// <summary>Returns false if the number is in the set already, or if the set is full.</summary>
    public bool Add(long number)
    {
        var after = FirstEndingAfter(number);
        if (after < _ranges.Count && _ranges[after].Start <= number)
        {
            return false;
        }

        var joinsBefore = after > 0 && _ranges[after - 1].End == number;
        var joinsAfter = after < _ranges.Count && _ranges[after].Start == number + 1;
        switch (joinsBefore, joinsAfter)
        {
            case (true, true):
                _ranges[after - 1] = _ranges[after - 1] with { End = _ranges[after].End };
                _ranges.RemoveAt(after);
                break;
            case (true, false):
                _ranges[after - 1] = _ranges[after - 1] with { End = number + 1 };
                break;
            case (false, true):
                _ranges[after] = _ranges[after] with { Start = number };
                break;
            case (false, false) when _ranges.Count == RangesMax:
                return false;
            default:
                _ranges.Insert(after, new NumberRange(number, number + 1));
                break;
        }

        Count++;
        return true;
    }

    /// <summary>Counts the numbers below <paramref name="limit"/> that are in this set and not in the other one.</summary>
    public long CountMissingIn(NumberRanges other, long limit)
    {
        var missing = 0L;
        var at = 0;
        foreach (var range in _ranges)
        {
            var (from, end) = (range.Start, Math.Min(range.End, limit));
            while (from < end)
            {
                while (at < other._ranges.Count && other._ranges[at].End <= from)
                {
                    at++;
                }

                var next = at < other._ranges.Count ? other._ranges[at] : new NumberRange(end, end);
                missing += Math.Max(0, Math.Min(end, next.Start) - from);
                from = Math.Max(from, Math.Min(end, next.End));
            }
        }

        return missing;
    }

    private int FirstEndingAfter(long number)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].End <= number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private readonly record struct NumberRange(long Start, long End);
}
