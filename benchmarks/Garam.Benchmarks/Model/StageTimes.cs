using System.Diagnostics.Metrics;
using System.Globalization;

namespace Garam.Benchmarks.Model;

/// <summary>
/// How long records spend in each stage between their arrival and the answer, from the meters of one factory, so that a latency can be
/// traced to its cause. Any thread measures; one thread reports, when nothing is measured any more.
/// </summary>
internal sealed class StageTimes : IDisposable
{
    private static readonly (string Instrument, string Text)[] Stages =
    [
        ("garam.produce.buffered", "segment's first batch until the seal"),
        ("garam.produce.upload", "seal until the segment is durable"),
        ("garam.produce.commit", "durable segment until its commit is answered"),
        ("garam.journal.append.duration", "journal entry until it is durable, in its turn"),
    ];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<double>> _seconds = Stages.ToDictionary(stage => stage.Instrument, _ => new List<double>());
    private readonly MeterListener _listener = new();

    public StageTimes(IMeterFactory scope)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == scope && _seconds.TryGetValue(instrument.Name, out var measured))
            {
                listener.EnableMeasurementEvents(instrument, measured);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, _, measured) =>
        {
            lock (_gate)
            {
                ((List<double>)measured!).Add(value);
            }
        });
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    public void Clear()
    {
        lock (_gate)
        {
            foreach (var measured in _seconds.Values)
            {
                measured.Clear();
            }
        }
    }

    /// <param name="seconds">The time since <see cref="Clear"/>.</param>
    public void Report(TextWriter output, double seconds)
    {
        lock (_gate)
        {
            foreach (var (instrument, text) in Stages)
            {
                var sorted = _seconds[instrument].Order().ToList();
                var (p50, p99) = (Quantile(sorted, 0.5), Quantile(sorted, 0.99));
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{text}: {sorted.Count / seconds:F1} a second, p50 {p50:F0} ms, p99 {p99:F0} ms"));
            }
        }
    }

    internal static double Quantile(List<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))] * 1000;
}
