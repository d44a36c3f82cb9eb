using System.Net;
using System.Net.Sockets;
using Garam.Http;
using Garam.Metrics;
using Garam.Protocol;

namespace Garam.InMemoryTests.Server;

/// <summary>The HTTP port over a real socket.</summary>
public sealed class HttpEndpointTests
{
    [Fact]
    public async Task Readiness_follows_the_life_of_the_process()
    {
        using var metrics = new PrometheusExporter();
        var readiness = new Readiness();
        await using var endpoint = await HttpEndpoint.StartAsync(new HostPort("127.0.0.1", 0), metrics, readiness, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(endpoint.Address) };

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting\n"), await GetAsync(http, "/readyz"));
        readiness.Ready();
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await GetAsync(http, "/readyz"));
        string? obstacle = "not writable: the disk is full";
        readiness.Ready(() => obstacle);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not writable: the disk is full\n"), await GetAsync(http, "/readyz"));
        obstacle = null;
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await GetAsync(http, "/readyz"));
        readiness.Draining();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining\n"), await GetAsync(http, "/readyz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(http, "/healthz"));
    }

    [Fact]
    public async Task Other_paths_say_what_there_is()
    {
        using var metrics = new PrometheusExporter();
        await using var endpoint = await HttpEndpoint.StartAsync(
            new HostPort("127.0.0.1", 0), metrics, new Readiness(), CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(endpoint.Address) };

        var (status, text) = await GetAsync(http, "/metric");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("/metrics", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_are_begun_and_not_ended_keep_no_health_check_out()
    {
        const int Half = 800;
        using var metrics = new PrometheusExporter();
        await using var endpoint = await HttpEndpoint.StartAsync(
            new HostPort("127.0.0.1", 0), metrics, new Readiness(), CancellationToken.None);
        using var kept = new HttpClient { BaseAddress = new Uri(endpoint.Address) };
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(kept, "/healthz"));
        var sockets = new List<Socket>();
        for (var number = 0; number < Half; number++)
        {
            sockets.Add(new Socket(SocketType.Stream, ProtocolType.Tcp));
            await sockets[number].ConnectAsync(
                new Uri(endpoint.Address).Host, new Uri(endpoint.Address).Port, TestContext.Current.CancellationToken);
            await sockets[number].SendAsync("GET /healthz HTTP/1.1\r\nHost: x"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        for (var round = 0; round < 3; round++)
        {
            using var http = new HttpClient { BaseAddress = new Uri(endpoint.Address) };
            Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(http, "/healthz"));
            Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(kept, "/healthz"));
        }

        // The longest unused ones had to go, the others may still end their requests.
        Assert.Equal(0, await ReceiveAsync(sockets[0]));
        await sockets[^1].SendAsync("\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.NotEqual(0, await ReceiveAsync(sockets[^1]));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Metrics_tell_what_the_node_did()
    {
        using var metrics = new PrometheusExporter();
        await using var endpoint = await HttpEndpoint.StartAsync(
            new HostPort("127.0.0.1", 0), metrics, new Readiness(), CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(endpoint.Address) };
        await using var node = await NodeFixture.StartAsync();
        var topic = await node.CreateTopicAsync("metered");
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("metered", BatchBytes.Of("a", "b", "c")));
        Assert.Equal(ErrorCode.None, await node.CommitAsync("readers", topic.TopicId, 1));
        await node.MetadataAsync("no-such-topic", "nor-this-one");

        var (_, text) = await GetAsync(http, "/metrics");
        string[] expected =
        [
            "garam_partition_end_offset{topic=\"metered\",partition=\"0\"} 3",
            "garam_partition_start_offset{topic=\"metered\",partition=\"0\"} 0",
            "garam_group_lag{group=\"readers\",topic=\"metered\",partition=\"0\"} 2",
            "garam_metrics_left_out{of=\"partitions\"} 0",
            "garam_request_errors_total{api=\"Metadata\",code=\"UNKNOWN_TOPIC_OR_PARTITION\"} 2",
            "garam_requests_total{api=\"Produce\",outcome=\"answered\"} ",
            "garam_request_duration_seconds_bucket{api=\"Produce\",le=\"0.0005\"} ",
            "garam_transport_connections{",
            "garam_buffers_share_ratio{arena=\"segments\"} ",
            "garam_topic_received_records_total{topic=\"metered\"} 3",
            "garam_topic_received_bytes_total{topic=\"metered\"} ",
            "garam_topic_sent_bytes_total{topic=\"(others)\"} 0",
            "garam_journal_position ",
            "garam_journal_append_duration_seconds_count ",
            "dotnet_gc_collections_total{",
            "dotnet_process_cpu_time_seconds_total{",
            "dotnet_process_memory_working_set_bytes ",
        ];
        Assert.All(expected, line => Assert.Contains("\n" + line, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_nothing_was_measured_of_has_a_sample_all_the_same()
    {
        using var metrics = new PrometheusExporter();
        using var meters = new MeterFactory();
        _ = new ProcessMetrics(meters, static () => false);
        _ = new DiskMetrics(meters, Path.GetTempPath());
        await using var node = await NodeFixture.StartAsync();

        var lines = metrics.Scrape().Split('\n');

        var families =
            lines.Where(line => line.StartsWith("# TYPE garam_", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();
        Assert.NotEmpty(families);
        Assert.All(families, family => Assert.Contains(lines, line => line.StartsWith(family, StringComparison.Ordinal)));
        Assert.Contains("garam_requests_total{api=\"Fetch\",outcome=\"answered\"} 0", lines);
        Assert.Contains(lines, line => line.StartsWith("garam_build_info{version=\"", StringComparison.Ordinal)
            && line.EndsWith("} 1", StringComparison.Ordinal));
        Assert.Contains("garam_ready 0", lines);
        string[] nonZero =
        [
            "garam_disk_free_bytes ", "garam_disk_capacity_bytes ", "process_cpu_seconds_total ",
            "process_resident_memory_bytes ", "process_start_time_seconds ", "process_open_fds ", "process_max_fds ",
        ];
        Assert.All(nonZero, name => Assert.Contains(lines, line => line.StartsWith(name, StringComparison.Ordinal) && line != name + "0"));
    }

    [Fact]
    public async Task Topics_past_the_limit_share_a_series()
    {
        using var metrics = new PrometheusExporter();
        await using var node = await NodeFixture.StartAsync(metricsPartitionsMax: 1);
        foreach (var topic in (string[])["counted", "beyond"])
        {
            await node.CreateTopicAsync(topic);
            Assert.Equal(ErrorCode.None, await node.ProduceAsync(topic, BatchBytes.Of("a", "b")));
        }

        var text = metrics.Scrape();
        Assert.Contains("garam_topic_received_records_total{topic=\"counted\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("garam_topic_received_records_total{topic=\"(others)\"} 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("topic=\"beyond\"} 2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_first_partitions_get_series_and_the_rest_is_counted()
    {
        using var metrics = new PrometheusExporter();
        await using var node = await NodeFixture.StartAsync(metricsPartitionsMax: 3);
        var first = await node.CreateTopicAsync("limited-a", partitions: 2);
        await node.CreateTopicAsync("limited-b", partitions: 8);
        Assert.Equal(ErrorCode.None, await node.CommitAsync("limited", first.TopicId, 0));

        var text = metrics.Scrape();
        Assert.Contains("garam_partition_end_offset{topic=\"limited-b\",partition=\"0\"} 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{topic=\"limited-b\",partition=\"1\"}", text, StringComparison.Ordinal);
        Assert.Contains("garam_metrics_left_out{of=\"partitions\"} 7\n", text, StringComparison.Ordinal);
        Assert.Contains("garam_metrics_left_out{of=\"lags\"} 0\n", text, StringComparison.Ordinal);
    }

    /// <summary>0 when the other end closed, with a reset or without.</summary>
    private static async Task<int> ReceiveAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
