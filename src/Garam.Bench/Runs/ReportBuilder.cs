using System.Diagnostics;
using Garam.Bench.Loads;
using Garam.Bench.Measuring;
using Garam.Bench.Reports;

namespace Garam.Bench.Runs;

/// <summary>Makes the report of a run from its counts.</summary>
internal sealed class ReportBuilder(LoadSettings settings, RunClock clock)
{
    public BenchReport Build(BenchTopic topic, LoadTally produced, LoadTally consumed, RunSpending spending)
    {
        var bytes = produced.Bytes + consumed.Bytes;
        var hasSchedule = settings.BytesPerSecond is not null;
        return new BenchReport
        {
            Mode = settings.Mode.ToText(),
            Load = LoadDocument.From(settings, topic.Name, topic.Partitions),
            Produced = settings.Producers > 0 ? TrafficDocument.From(produced, Time(produced), hasSchedule) : null,
            Consumed = settings.Consumers > 0 ? TrafficDocument.From(consumed, Time(consumed), hasSchedule) : null,
            Server = spending.Server is { } server ? ServerDocument.From(server, bytes) : null,
            Generator = new GeneratorDocument
            {
                CpuSeconds = Math.Round(spending.GeneratorCpu.TotalSeconds, 3),
                CpuSecondsPerGib = bytes == 0 ? null : Math.Round(spending.GeneratorCpu.TotalSeconds * Traffic.BytesPerGib / bytes, 3),
                PeakMemoryMib = Math.Round(PeakMemoryBytes() / Traffic.BytesPerMb, 1),
                Lateness = hasSchedule ? LatencyDocument.From(produced.Latencies.Lateness) : null,
            },
        };
    }

    /// <summary>From the end of the warm-up to the last record that counts.</summary>
    private TimeSpan Time(LoadTally tally) => tally.LastAt == 0 ? TimeSpan.Zero : clock.Time.GetElapsedTime(clock.CountsFrom, tally.LastAt);

    private static long PeakMemoryBytes()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
