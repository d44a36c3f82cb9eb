using System.Globalization;
using Garam.Journal.Replication;
using Garam.Metadata;

namespace Garam.Benchmarks.Model;

/// <summary>
/// How long after the first process, which leads, each other one applies an entry. Observes the replicas of one process. Any thread
/// applies.
/// </summary>
internal sealed class FollowerLag(int agents) : IApplyObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (long First, int Others)> _applied = [];
    private readonly List<double> _seconds = [];
    private long _entries;

    public void OnApplied(long sequence, ApplyEffects effects)
    {
        var now = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            if (!_applied.TryGetValue(sequence, out var entry))
            {
                _entries++;
                _applied.Add(sequence, (now, 0));
                return;
            }

            _seconds.Add(TimeProvider.System.GetElapsedTime(entry.First, now).TotalSeconds);
            _applied[sequence] = entry with { Others = entry.Others + 1 };
            if (entry.Others + 1 == agents - 1)
            {
                _applied.Remove(sequence);
            }
        }
    }

    public void OnRestored(long sequence)
    {
        // A jump applies no entry.
    }

    public string Describe(double seconds)
    {
        lock (_gate)
        {
            var sorted = _seconds.Order().ToList();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"followers behind the leader: {_entries / seconds:F0} entries a second, p50 {StageTimes.Quantile(sorted, 0.5):F1} ms, "
                    + $"p99 {StageTimes.Quantile(sorted, 0.99):F1} ms, at most {StageTimes.Quantile(sorted, 1):F0} ms");
        }
    }
}
