namespace Garam.Controller.Jobs;

/// <summary>
/// Which sequence number was applied a lag ago, by the monotonic clock alone: no wall clock that jumps can make anything older than
/// it is. Knows only what it saw itself, so that a new leader waits a whole lag. Owner: the job loop.
/// </summary>
internal sealed class ProgressHistory(TimeSpan lag)
{
    /// <summary>How finely the lag is kept: an answer is at most a sixteenth of it older than it could be.</summary>
    private const int SamplesPerLag = 16;

    private readonly Queue<(TimeSpan At, long Sequence)> _samples = [];
    private TimeSpan? _newestAt;

    /// <summary>0 until a lag has passed.</summary>
    public long AppliedBeforeLag { get; private set; }

    /// <param name="now">Counted from any fixed moment.</param>
    /// <param name="appliedSequence">What is applied then.</param>
    public void Observe(TimeSpan now, long appliedSequence)
    {
        if (_newestAt is null || now - _newestAt >= lag / SamplesPerLag)
        {
            _samples.Enqueue((now, appliedSequence));
            _newestAt = now;
        }

        while (_samples.TryPeek(out var oldest) && now - oldest.At >= lag)
        {
            AppliedBeforeLag = oldest.Sequence;
            _samples.Dequeue();
        }
    }
}
