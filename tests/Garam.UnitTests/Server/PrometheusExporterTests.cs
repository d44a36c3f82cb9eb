using System.Diagnostics.Metrics;
using Garam.Metrics;

namespace Garam.UnitTests.Server;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Counters_gauges_and_histograms_come_out_in_prometheus_spelling()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Garam.ExporterTests");
        var requests = meter.CreateCounter<long>("garam.test.requests", "{request}", "Requests.");
        var duration = meter.CreateHistogram(
            "garam.test.duration", "s", "Took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        using var _ = new DisposableGauge(meter);

        requests.Add(2, new KeyValuePair<string, object?>("api", "Fe\"tch"));
        requests.Add(3, new KeyValuePair<string, object?>("api", "Fe\"tch"));
        duration.Record(0.05);
        duration.Record(5);

        var text = exporter.Scrape();
        Assert.Contains(
            "# TYPE garam_test_requests_total counter\ngaram_test_requests_total{api=\"Fe\\\"tch\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "garam_test_duration_seconds_bucket{le=\"0.1\"} 1\ngaram_test_duration_seconds_bucket{le=\"1\"} 1\n"
                + "garam_test_duration_seconds_bucket{le=\"+Inf\"} 2\n",
            text, StringComparison.Ordinal);
        Assert.Contains("garam_test_duration_seconds_count 2\n", text, StringComparison.Ordinal);
        Assert.Contains("garam_test_size_bytes{topic=\"a\"} 7\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_has_a_sample_before_anything_was_measured()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Garam.ExporterTests5");
        var counter = meter.CreateCounter<long>("garam.test.untold");
        meter.CreateHistogram<double>("garam.test.unmeasured", "s");
        meter.CreateObservableGauge<long>("garam.test.unobserved", static () => []);

        var text = exporter.Scrape();
        Assert.Contains("\ngaram_test_untold_total 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\ngaram_test_unmeasured_seconds_bucket{le=\"+Inf\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\ngaram_test_unmeasured_seconds_count 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\ngaram_test_unobserved 0\n", text, StringComparison.Ordinal);

        counter.Add(1, new KeyValuePair<string, object?>("a", "b"));
        Assert.DoesNotContain("garam_test_untold_total 0", exporter.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Buckets_follow_the_unit()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Garam.ExporterTests4");
        meter.CreateHistogram<double>("garam.test.latency", "s").Record(0.0003);
        meter.CreateHistogram<long>("garam.test.block", "By").Record(100_000);
        meter.CreateHistogram<int>("garam.test.group", "{command}").Record(3);

        var text = exporter.Scrape();
        Assert.Contains(
            "garam_test_latency_seconds_bucket{le=\"0.00025\"} 0\ngaram_test_latency_seconds_bucket{le=\"0.0005\"} 1\n",
            text, StringComparison.Ordinal);
        Assert.Contains(
            "garam_test_block_bytes_bucket{le=\"65536\"} 0\ngaram_test_block_bytes_bucket{le=\"262144\"} 1\n",
            text, StringComparison.Ordinal);
        Assert.Contains("garam_test_group_bucket{le=\"2\"} 0\ngaram_test_group_bucket{le=\"4\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_that_an_observable_stops_reporting_disappears()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Garam.ExporterTests2");
        using var gauge = new DisposableGauge(meter);
        Assert.Contains("garam_test_size_bytes{topic=\"a\"} 7\n", exporter.Scrape(), StringComparison.Ordinal);

        gauge.Topics.Clear();

        Assert.DoesNotContain("topic=\"a\"", exporter.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_series_of_one_instrument_is_limited_and_the_rest_is_counted()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Garam.ExporterTests3");
        var counter = meter.CreateCounter<long>("garam.test.many");
        for (var i = 0; i < 5_010; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        }

        var text = exporter.Scrape();
        Assert.Equal(5_000, text.Split('\n').Count(line => line.StartsWith("garam_test_many_total{", StringComparison.Ordinal)));
        Assert.Contains("garam_metrics_dropped_total 10\n", text, StringComparison.Ordinal);
    }

    /// <summary>An observable gauge with one series for each topic in its list.</summary>
    private sealed class DisposableGauge : IDisposable
    {
        public DisposableGauge(Meter meter) =>
            meter.CreateObservableGauge(
                "garam.test.size",
                () => Topics.Select(topic => new Measurement<long>(7, new KeyValuePair<string, object?>("topic", topic))), "By");

        public List<string> Topics { get; } = ["a"];

        public void Dispose() => Topics.Clear();
    }
}
