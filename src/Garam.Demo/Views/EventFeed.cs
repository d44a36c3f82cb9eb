namespace Garam.Demo.Views;

/// <summary>The news of a run, with the time since its start. Keeps the newest. Any thread.</summary>
internal sealed class EventFeed(TimeProvider time)
{
    /// <summary>More than come between two looks.</summary>
    public const int LinesMax = 100;

    private readonly Lock _gate = new();
    private readonly Queue<EventLine> _lines = [];
    private readonly long _startedAt = time.GetTimestamp();
    private long _count;

    public TimeSpan Elapsed => time.GetElapsedTime(_startedAt);

    public void Add(string text)
    {
        lock (_gate)
        {
            if (_lines.Count == LinesMax)
            {
                _ = _lines.Dequeue();
            }

            _lines.Enqueue(new EventLine(Elapsed, text));
            _count++;
        }
    }

    /// <summary>Returns the newest lines, the newest last.</summary>
    public IReadOnlyList<EventLine> Newest(int max)
    {
        lock (_gate)
        {
            return [.. _lines.TakeLast(max)];
        }
    }

    /// <summary>
    /// Returns the lines after the first <paramref name="seen"/>, as far as they are kept, and counts all of them as seen.
    /// </summary>
    public IReadOnlyList<EventLine> Since(ref long seen)
    {
        lock (_gate)
        {
            var lines = _lines.TakeLast((int)Math.Min(_count - seen, LinesMax)).ToList();
            seen = _count;
            return lines;
        }
    }
}

/// <param name="At">The time since the start.</param>
/// <param name="Text">One line.</param>
internal readonly record struct EventLine(TimeSpan At, string Text);
