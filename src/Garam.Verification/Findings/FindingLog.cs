namespace Garam.Verification.Findings;

/// <summary>
/// Counts findings and hands each to the caller, which keeps the ones it wants: a ruined store has millions. Several readers add to it.
/// </summary>
public sealed class FindingLog(Action<Finding>? told)
{
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Enum.GetValues<Area>().Length * Enum.GetValues<Severity>().Length];

    public long Count(Severity severity) => Enum.GetValues<Area>().Sum(area => Count(area, severity));

    public long Count(Area area, Severity severity)
    {
        lock (_gate)
        {
            return _counts[IndexOf(area, severity)];
        }
    }

    internal void Add(Finding finding)
    {
        lock (_gate)
        {
            _counts[IndexOf(finding.Kind.Area, finding.Kind.Severity)]++;
            told?.Invoke(finding);
        }
    }

    internal void AddRange(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }

    private static int IndexOf(Area area, Severity severity) => ((int)area * Enum.GetValues<Severity>().Length) + (int)severity;
}
