using System.Text.Json;
using Garam.Bench.Measuring;
using Garam.Bench.Reports;
using Garam.Bench.Runs;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Bench;

public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-report-").FullName;

    [Fact]
    public void Throughput_counts_from_the_end_of_the_warm_up_to_the_last_record()
    {
        var tally = new LoadTally(1_000_000);
        tally.Add(1_000, 10 << 20, 5);
        tally.Latencies.Record(0, 10, 2_010);
        var traffic = TrafficDocument.From(tally, TimeSpan.FromSeconds(2), hasSchedule: true);

        Assert.Equal((5.0, 500.0), (traffic.MbPerSecond, traffic.RecordsPerSecond));
        Assert.Equal((2.0, 2.01), (traffic.Latency!.P50Ms, traffic.CorrectedLatency!.P50Ms));
        Assert.Null(TrafficDocument.From(tally, TimeSpan.FromSeconds(2), hasSchedule: false).CorrectedLatency);
        Assert.Null(LatencyDocument.From(new LatencyHistogram()));
    }

    [Fact]
    public void Server_time_is_per_gibibyte()
    {
        var server = ServerDocument.From(new ServerSpending(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 300L << 20), 1L << 31);
        Assert.Equal((3.0, 1.5, 300.0), (server.CpuSeconds, server.CpuSecondsPerGib, server.PeakMemoryMib));
        Assert.Null(ServerDocument.From(new ServerSpending(1, default, default, 1), 0).CpuSecondsPerGib);
    }

    [Fact]
    public void Reports_of_one_load_are_compared_without_a_warning()
    {
        var comparison = ReportComparison.Compare(
            Report(mb: 20, p99: 10), Report(mb: 30, p99: 5) with { Load = new LoadDocument { Topic = "another", Seed = 2 } });

        Assert.Empty(comparison.Differences);
        Assert.Contains(new ComparedFigure("produced MB/s", 20, 30, 1.5), comparison.Rows);
        Assert.Contains(new ComparedFigure("produced latency p99 ms", 10, 5, 0.5), comparison.Rows);
        Assert.DoesNotContain(comparison.Rows, row => row.Name.StartsWith("consumed", StringComparison.Ordinal));
    }

    [Fact]
    public void Different_loads_are_told()
    {
        var other = Report(mb: 20, p99: 10) with { IsPartial = true, Load = new LoadDocument { BatchBytes = 65536, RateMbPerSecond = 20 } };

        Assert.Equal(
            ["ended early: no and yes", "rate in MB/s: none and 20", "batch bytes: 0 and 65536"],
            ReportComparison.Compare(Report(mb: 20, p99: 10), other).Differences);
    }

    [Fact]
    public void A_report_that_was_written_is_read_again()
    {
        var path = Path.Combine(_folder, "a.json");
        using (var file = ReportFile.Create(path))
        {
            ReportFile.Write(file, Report(mb: 20, p99: 10));
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(10, document.RootElement.GetProperty("produced").GetProperty("latency").GetProperty("p99Ms").GetDouble());
        Assert.Equal(Report(mb: 20, p99: 10), ReportFile.Read(path));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("no JSON")]
    [InlineData("null")]
    public void Other_files_are_refused_in_a_line(string text)
    {
        var path = Path.Combine(_folder, "b.json");
        File.WriteAllText(path, text);
        var fault = Assert.Throws<CommandException>(() => ReportFile.Read(path));
        Assert.Equal(ExitCode.Usage, fault.ExitCode);
        Assert.StartsWith($"{path} is not a report from `garam bench`", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_before_the_run() =>
        Assert.StartsWith(
            "--output: /nowhere/x.json cannot be written",
            Assert.Throws<CommandException>(() => ReportFile.Create("/nowhere/x.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Progress_shows_the_last_second()
    {
        var recent = new LatencyHistogram();
        recent.Record(7_900);
        Assert.Equal("now 20.0 MB/s, p99 7.9 ms", LoadProgress.Note(10 << 20, TimeSpan.FromSeconds(0.5), recent, isWarmUp: false));
        Assert.Equal("now 0.0 MB/s", LoadProgress.Note(0, TimeSpan.FromSeconds(1), new LatencyHistogram(), isWarmUp: false));
        Assert.Equal("warm-up", LoadProgress.Note(5, TimeSpan.FromSeconds(1), recent, isWarmUp: true));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static BenchReport Report(double mb, double p99) =>
        new() { Mode = "produce", Produced = new TrafficDocument { MbPerSecond = mb, Latency = new LatencyDocument { P99Ms = p99 } } };
}
