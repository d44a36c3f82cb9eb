using System.Globalization;
using Garam.Bench.Loads;
using Garam.Bench.Measuring;
using Garam.Bench.Reports;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Bench.Runs;

/// <summary>Shows the progress of a run on a terminal: how much is done, and rate and latency of the last second. One thread.</summary>
internal sealed class LoadProgress(LoadSettings settings, LoadCrew crew, Screen screen) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ProgressLine _line = new(screen, settings.Mode.ToText(), TotalOf(settings), "B");
    private long _lookedAt = crew.Clock.StartsAt;
    private long _bytes;

    /// <summary>Redraws the line if a second has passed. Call it as often as you like.</summary>
    public void Report()
    {
        var time = crew.Clock.Time;
        var elapsed = time.GetElapsedTime(_lookedAt);
        if (!screen.IsErrorInteractive || elapsed < Interval)
        {
            return;
        }

        var bytes = settings.Producers > 0 ? crew.Produced().Bytes : crew.Consumed().Bytes;
        _line.Report(bytes, Note(bytes - _bytes, elapsed, crew.TakeRecent(), time.GetTimestamp() < crew.Clock.CountsFrom));
        (_lookedAt, _bytes) = (time.GetTimestamp(), bytes);
    }

    public void Dispose() => _line.Dispose();

    internal static string Note(long bytes, TimeSpan elapsed, LatencyHistogram recent, bool isWarmUp)
    {
        var rate = string.Create(CultureInfo.InvariantCulture, $"now {bytes / Traffic.BytesPerMb / elapsed.TotalSeconds:0.0} MB/s");
        var latency = recent.Count == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", p99 {recent.Percentile(99) / 1000.0:0.0} ms");
        return isWarmUp ? "warm-up" : rate + latency;
    }

    private static long? TotalOf(LoadSettings settings) =>
        settings.Limits.Bytes
        ?? (settings.PayloadFile is null ? settings.Limits.Records * settings.RecordBytes : null)
        ?? (long?)(settings.Limits.Duration?.TotalSeconds * settings.BytesPerSecond);
}
