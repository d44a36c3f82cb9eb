using System.Globalization;
using Garam.Client.Errors;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Metadata.Configs;
using Garam.Protocol.Messages.DescribeConfigs;
using Garam.Protocol.Messages.Metadata;

namespace Garam.FaultTests.Connections;

/// <summary>More connections than the process may have open files.</summary>
public sealed class OpenFileTests
{
    private const int Files = 700;
    private const int Accepted = Files - 512;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1, "--max-connections", "700")]
    public async Task Surplus_connections_are_closed_and_the_process_lives(int warnings, params string[] settings)
    {
        await using var server = await ServerProcess.StartLimitedAsync(Files, settings);
        Assert.Equal(warnings, server.Log.Split('\n').Count(
            line => line.Contains("Accepting 188 connections instead of 700", StringComparison.Ordinal)));
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("served");
        Assert.Equal(Accepted.ToString(CultureInfo.InvariantCulture), await ReportedAsync(client));
        var log = ServerLog.From(server);

        var sockets = await Task.WhenAll(Enumerable.Range(0, 2 * Files).Select(_ => HostileSocket.ConnectAsync(server.Kafka)));
        using var http = new HttpClient();
        Assert.Equal("ok\n", await http.GetStringAsync(new Uri(server.Http + "/healthz"), Cancellation));
        Assert.Equal(0, await client.AppendAsync("served", "one"));
        Assert.Equal(["one"], await client.ReadAllAsync("served"));
        await Task.WhenAll(sockets[(Accepted + 50)..].Select(async socket => Assert.Empty(await socket.ReadToEndAsync())));
        await Eventually.TrueAsync(() => log.Alarms.Count > 0, "a line about refused connections");
        Assert.All(log.Alarms, line => Assert.Contains("--max-connections, Kafka's max.connections: 188", line, StringComparison.Ordinal));

        Array.ForEach(sockets, socket => socket.Dispose());
        await Eventually.TrueAsync(() => ConnectsAsync(server), () => "a new connection");
        await Aftermath.AssertUnharmedAsync(server);
    }

    [Fact]
    public async Task A_limit_that_leaves_no_connections_stops_the_start()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(async () => await ServerProcess.StartLimitedAsync(530));
        Assert.Contains("Only 530 files may be open at once", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ulimit -n", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> ConnectsAsync(ServerProcess server)
    {
        try
        {
            await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
            return true;
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            return false;
        }
    }

    private static async Task<string?> ReportedAsync(WellBehavedClient client)
    {
        var metadata = await client.Connection.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = [] }, Cancellation);
        var resource = new DescribeConfigsRequest.DescribeConfigsResource
        {
            ResourceType = (sbyte)ConfigResourceType.Broker,
            ResourceName = metadata.ControllerId.ToString(CultureInfo.InvariantCulture),
            ConfigurationKeys = ["max.connections"],
        };
        var answer = await client.Connection.CallAsync<DescribeConfigsRequest, DescribeConfigsResponse>(
            new() { Resources = [resource] }, Cancellation);
        return answer.Results[0].Configs[0].Value;
    }
}
