using Garam.ClientTests.Support;

namespace Garam.ClientTests.Serving;

/// <summary>Metrics and traces of a real server reach a real receiver.</summary>
[Collection(Lanes.Short)]
public sealed class OtlpTests
{
    private static readonly Dictionary<string, string> Quick = new()
    {
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_TRACES_SAMPLER"] = "always_on",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=test",
    };

    [Fact]
    public async Task Metrics_and_traces_arrive_with_the_resource()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var server = await ServerProcess.StartWithAsync(Quick, "--otlp-endpoint", receiver.Address.ToString());
        await ProduceAsync(server.Kafka);

        await Eventually.TrueAsync(() => receiver.Metrics.Any(export => export.Metrics.Contains("garam.requests")), "the metrics");
        string[] spans = ["Produce", "segment.seal", "segment.upload", "journal.append"];
        await Eventually.TrueAsync(() => spans.All(span => receiver.Traces.Any(export => export.Spans.Contains(span))), "the spans");
        Assert.Contains(receiver.Metrics, export => export.Metrics.Contains("dotnet.gc.collections"));
        Assert.All(receiver.Metrics.Concat(receiver.Traces), export =>
        {
            Assert.Equal("garam", export.Resource["service.name"]);
            Assert.Equal("test", export.Resource["deployment.environment"]);
            Assert.NotEmpty(export.Resource["service.instance.id"]);
        });
        Assert.Contains("OpenTelemetry", await LoadedAsync(server), StringComparison.Ordinal);
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task The_standard_variable_switches_export_on_and_a_short_life_is_exported_at_its_end()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address.ToString(),
            ["OTEL_SERVICE_NAME"] = "our-garam",
        };
        await using var server = await ServerProcess.StartWithAsync(environment);
        await ProduceAsync(server.Kafka);

        Assert.Equal(0, await server.StopAsync());

        Assert.Contains(receiver.Metrics, export => export.Metrics.Contains("garam.requests"));
        Assert.All(receiver.Metrics, export => Assert.Equal("our-garam", export.Resource["service.name"]));
    }

    [Fact]
    public async Task A_receiver_that_is_down_is_named_in_the_log_and_does_not_delay_the_stop()
    {
        await using var server = await ServerProcess.StartWithAsync(Quick, "--otlp-endpoint", "http://127.0.0.1:9");
        await Eventually.TrueAsync(
            () => server.Log.Contains("do not reach http://127.0.0.1:9", StringComparison.Ordinal), "a line about the receiver");

        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task Without_the_setting_no_OpenTelemetry_assembly_is_loaded()
    {
        await using var server = await ServerProcess.StartAsync();
        await ProduceAsync(server.Kafka);
        Assert.DoesNotContain("OpenTelemetry", await LoadedAsync(server), StringComparison.Ordinal);
    }

    /// <summary>Returns the files that a process has mapped.</summary>
    private static Task<string> LoadedAsync(ServerProcess server) =>
        File.ReadAllTextAsync($"/proc/{server.Id}/maps", TestContext.Current.CancellationToken);

    private static async Task ProduceAsync(string bootstrap)
    {
        await RawConnection.CreateTopicsAsync(bootstrap, ("seen", 1));
        await using var producer = KnownClients.ConfluentNet.StartSequence(bootstrap, "seen", 1);
        await producer.UntilAsync(() => producer.Acknowledged >= 1000, "producing");
        await producer.StopAsync();
    }
}
