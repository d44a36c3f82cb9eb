using System.Diagnostics.Metrics;

namespace Garam.Controller.Metrics;

/// <summary>Metrics of snapshots and trimming. Any thread.</summary>
public sealed class ControllerMetrics
{
    public const string MeterName = "Garam.Controller";

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Counter<long> _snapshots;
    private readonly Histogram<double> _snapshotDuration;
    private readonly Counter<long> _trimmed;
    private long _snapshotAt;
    private TimeSpan _ageThen;
    private long _snapshotSequence;

    public ControllerMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _snapshotAt = time.GetTimestamp();
        var meter = meters.Create(MeterName);
        _snapshots = meter.CreateCounter<long>("garam.controller.snapshots", "{snapshot}", "Snapshots written and read back.");
        _snapshotDuration = meter.CreateHistogram<double>(
            "garam.controller.snapshot.duration", "s", "Time from the cut of a snapshot until it is read back.");
        _trimmed = meter.CreateCounter<long>("garam.controller.journal.trimmed", "{entry}", "Journal entries deleted.");
        meter.CreateObservableGauge(
            "garam.controller.snapshot.age",
            SnapshotAge,
            "s",
            "Time since the newest whole snapshot was cut, or since the start if there is none.");
        meter.CreateObservableGauge(
            "garam.controller.snapshot.position",
            () => Volatile.Read(ref _snapshotSequence),
            "{entry}",
            "Sequence number at which the newest snapshot was cut.");
    }

    /// <summary>Called when the state came from a snapshot of an earlier leader.</summary>
    /// <param name="sequence">The number at which it was cut.</param>
    /// <param name="cutAtMs">The time of the cut, by that leader's clock.</param>
    public void SnapshotRestored(long sequence, long cutAtMs)
    {
        var age = _time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(cutAtMs);
        Volatile.Write(ref _snapshotSequence, sequence);
        SetAge(age > TimeSpan.Zero ? age : TimeSpan.Zero);
    }

    public void SnapshotWritten(long sequence, TimeSpan taken)
    {
        _snapshots.Add(1);
        _snapshotDuration.Record(taken.TotalSeconds);
        Volatile.Write(ref _snapshotSequence, sequence);
        SetAge(TimeSpan.Zero);
    }

    public void Trimmed(int entries) => _trimmed.Add(entries);

    private void SetAge(TimeSpan age)
    {
        lock (_lock)
        {
            (_snapshotAt, _ageThen) = (_time.GetTimestamp(), age);
        }
    }

    private double SnapshotAge()
    {
        lock (_lock)
        {
            return (_ageThen + _time.GetElapsedTime(_snapshotAt)).TotalSeconds;
        }
    }
}
