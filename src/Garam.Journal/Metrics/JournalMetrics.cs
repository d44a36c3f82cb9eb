using System.Diagnostics.Metrics;

namespace Garam.Journal.Metrics;

/// <summary>Metrics of the journal: entries, appends and position. Any thread.</summary>
public sealed class JournalMetrics
{
    public const string MeterName = "Garam.Journal";

    private readonly Counter<long> _entries;
    private readonly Histogram<int> _entryCommands;
    private readonly Histogram<double> _appendDuration;
    private readonly UpDownCounter<int> _inFlight;
    private long _position;

    public JournalMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _entries = meter.CreateCounter<long>(
            "garam.journal.entries", "{entry}", "Journal entries that this process made durable as leader.");
        _entryCommands = meter.CreateHistogram<int>("garam.journal.entry.commands", "{command}", "Commands per journal entry.");
        _appendDuration = meter.CreateHistogram<double>(
            "garam.journal.append.duration", "s", "Time from the first attempt to append an entry until it is durable.");
        _inFlight = meter.CreateUpDownCounter<int>("garam.journal.appends.in_flight", "{entry}", "Appends in flight.");
        meter.CreateObservableGauge(
            "garam.journal.position",
            () => Volatile.Read(ref _position),
            "{entry}",
            "Sequence number of the last journal entry that this process applied.");
    }

    public void AppendStarted(int commands)
    {
        _entryCommands.Record(commands);
        _inFlight.Add(1);
    }

    public void AppendEnded() => _inFlight.Add(-1);

    public void EntryDurable(TimeSpan taken)
    {
        _entries.Add(1);
        _appendDuration.Record(taken.TotalSeconds);
    }

    public void Applied(long sequence) => Volatile.Write(ref _position, sequence);
}
