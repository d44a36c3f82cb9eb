using Garam.Demo.Agents;
using Garam.Demo.Checking;
using Garam.Demo.Kills;
using Garam.Demo.Views;

namespace Garam.Demo;

/// <summary>Everything that is known about a run while it goes on. The run sets the phase; one other thread looks.</summary>
internal sealed class DemoStatus(
    DemoSettings settings, AgentCrew crew, StreamCheck check, AcknowledgementGaps gaps, KillLoop? kills, TimeProvider time)
{
    /// <summary>Rates are those of the last seconds: looks come twice a second.</summary>
    private const int SamplesMax = 6;

    private readonly Queue<Sample> _samples = [];
    private readonly long _startedAt = time.GetTimestamp();
    private long _streamingSince;
    private volatile DemoPhase _phase;

    public void Enter(DemoPhase phase)
    {
        if (phase == DemoPhase.Streaming)
        {
            Volatile.Write(ref _streamingSince, time.GetTimestamp());
        }

        _phase = phase;
    }

    public DemoSnapshot Look()
    {
        var phase = _phase;
        var counts = check.Count();
        var (acknowledged, read) = Rates(counts);
        return new DemoSnapshot
        {
            Phase = phase,
            Elapsed = time.GetElapsedTime(_startedAt),
            Remaining = settings.Duration is { } duration && phase == DemoPhase.Streaming
                ? Max(duration - time.GetElapsedTime(Volatile.Read(ref _streamingSince)), TimeSpan.Zero)
                : null,
            Agents = crew.Look(),
            Counts = counts,
            AcknowledgedRate = acknowledged,
            ReadRate = read,
            Kills = kills?.Rounds ?? 0,
            KillsOfAll = kills?.OfAll ?? 0,
            Gaps = gaps.Measure(),
        };
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private (double Acknowledged, double Read) Rates(CheckCounts counts)
    {
        var now = new Sample(time.GetTimestamp(), counts.Acknowledged, counts.Read);
        var first = _samples.Count > 0 ? _samples.Peek() : now;
        _samples.Enqueue(now);
        if (_samples.Count > SamplesMax)
        {
            _ = _samples.Dequeue();
        }

        var seconds = time.GetElapsedTime(first.At, now.At).TotalSeconds;
        return seconds > 0
            ? ((now.Acknowledged - first.Acknowledged) / seconds, (now.Read - first.Read) / seconds)
            : (0, 0);
    }

    private readonly record struct Sample(long At, long Acknowledged, long Read);
}
