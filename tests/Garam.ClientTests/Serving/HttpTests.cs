using System.Net;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Serving;

/// <summary>The HTTP endpoint as an operator's probes and Prometheus see it.</summary>
[Collection(Lanes.Short)]
public sealed class HttpTests
{
    [Fact]
    public async Task Probes_answer_and_metrics_show_what_clients_did()
    {
        var client = KnownClients.ConfluentNet;
        await using var garam = await GaramCluster.StartAsync();
        await ProduceAndConsumeAsync(client, garam.Bootstrap);

        using var http = new HttpClient { BaseAddress = new Uri(garam.Server.Http) };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "/readyz"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "/nothing"));
        var metrics = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Matches(@"(?m)^garam_[a-z_]*request[a-z_]*\{[^}]*[Pp]roduce[^}]*\} [1-9]", metrics);
        Assert.Matches(@"(?m)^garam_[a-z_]*end_offset[a-z_]*\{[^}]*seen[^}]*\} [1-9]", metrics);
        Assert.Matches(@"(?m)^garam_[a-z_]*lag[a-z_]*\{[^}]*watchers[^}]*\} ", metrics);
        Assert.Matches(@"(?m)^garam_journal_", metrics);
        Assert.Matches(@"(?m)^garam_storage_", metrics);
    }

    private static async Task ProduceAndConsumeAsync(ScriptClient client, string bootstrap)
    {
        await RawConnection.CreateTopicsAsync(bootstrap, ("seen", 2));
        await using var producer = client.StartSequence(bootstrap, "seen", 2);
        await producer.UntilAsync(() => producer.Acknowledged >= 1000, "producing");
        await producer.StopAsync();
        await using var consumer = client.StartConsumer(
            new ConsumerSettings(bootstrap, "watchers", ["seen"]), (in ConsumedRecord _) => { });
        await consumer.UntilAsync(() => consumer.Count("committed") > 0, "a commit");
        await consumer.StopAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
