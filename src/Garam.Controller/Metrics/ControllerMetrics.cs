using System.Diagnostics.Metrics;

namespace Garam.Controller.Metrics;

/// <summary>What the leader does beside appending. Any thread.</summary>
public sealed class ControllerMetrics
{
    public const string MeterName = "Garam.Controller";

    private readonly TimeProvider _time;
    private readonly Counter<long> _snapshots;
    private readonly Histogram<double> _snapshotDuration;
    private readonly Counter<long> _trimmed;
    private long _snapshotAt;
    private long _snapshotSequence;

    public ControllerMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _snapshotAt = time.GetTimestamp();
        var meter = meters.Create(MeterName);
        _snapshots = meter.CreateCounter<long>("garam.controller.snapshots", "{snapshot}", "Snapshots written and read back.");
        _snapshotDuration = meter.CreateHistogram<double>("garam.controller.snapshot.duration", "s", "From the cut until a snapshot is read back.");
        _trimmed = meter.CreateCounter<long>("garam.controller.journal.trimmed", "{entry}", "Journal entries deleted.");
        meter.CreateObservableGauge("garam.controller.snapshot.age", SnapshotAge, "s", "Since the newest snapshot was cut, or since the start.");
        meter.CreateObservableGauge("garam.controller.snapshot.position", () => Volatile.Read(ref _snapshotSequence), "{entry}", "Where the newest snapshot was cut.");
    }

    public void SnapshotWritten(long sequence, TimeSpan taken)
    {
        _snapshots.Add(1);
        _snapshotDuration.Record(taken.TotalSeconds);
        Volatile.Write(ref _snapshotSequence, sequence);
        Volatile.Write(ref _snapshotAt, _time.GetTimestamp());
    }

    public void Trimmed(int entries) => _trimmed.Add(entries);

    private double SnapshotAge() => _time.GetElapsedTime(Volatile.Read(ref _snapshotAt)).TotalSeconds;
}
