using System.Globalization;
using System.Text.RegularExpressions;
using Garam.ClientTests.Support;
using Garam.Protocol.Messages.Metadata;

namespace Garam.ClientTests.Agents;

/// <summary>Clients that name a zone keep their traffic there: the metrics of the agents in other zones count none of it.</summary>
[Collection(Lanes.Short)]
public sealed class ZoneTests
{
    private const int Partitions = 6;
    private const int Records = 50;
    private const string Sent = "garam_topic_sent_bytes_total";
    private const string Received = "garam_topic_received_bytes_total";

    [Fact]
    public async Task Consumers_read_in_the_zone_of_their_rack_and_clients_stay_in_the_zone_of_their_id()
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder, 0);
        var a = await agents.AddAsync("--id", "one", "--zone", "a");
        var b = await agents.AddAsync("--id", "two", "--zone", "b");
        var c = await agents.AddAsync("--id", "three", "--zone", "c");
        await RawConnection.CreateTopicsAsync(a.Kafka, ("racked", Partitions), ("java", Partitions), ("kafkajs", Partitions));
        await using var racked = Start(KnownClients.JavaTraffic, agents, "racked", rack: "b");
        await using var java = Start(KnownClients.JavaTraffic, agents, "java", clientId: "app,zone=c");
        await using var kafkajs = Start(KnownClients.KafkaJsTraffic, agents, "kafkajs", clientId: "app,zone=c");
        ClientTraffic[] all = [racked, java, kafkajs];
        await ClientProcess.UntilAsync(
            [.. all.Select(static one => one.Process)], () => all.All(static one => one.Progress().All(static count => count >= Records)),
            "records in every partition");

        Assert.Equal([b], await FindAsync(agents, Sent, "racked"));
        foreach (var topic in new[] { "java", "kafkajs" })
        {
            Assert.Equal([c], await FindAsync(agents, Sent, topic));
            Assert.Equal([c], await FindAsync(agents, Received, topic));
        }

        Assert.Empty(all.SelectMany(static one => one.Faults));
    }

    public static TheoryData<string> Clients => new() { "java", "kafkajs" };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Clients_stay_in_the_zone_of_the_listener_that_they_begin_with(string client)
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder, 0);
        var a = await agents.AddAtAsync("127.0.0.1:0@a,127.0.0.1:0@b", "--id", "one", "--zone", "a");
        var b = await agents.AddAtAsync("127.0.0.1:0@a,127.0.0.1:0@b", "--id", "two", "--zone", "b");
        var (first, second) = (ListenersOf(a), ListenersOf(b));
        await RawConnection.CreateTopicsAsync(first["a"], ("words", Partitions));
        Assert.Equal([second["b"]], await BrokersAsync(first["b"]));
        Assert.Equal([first["a"]], await BrokersAsync(second["a"]));

        await using var traffic = Start(
            client == "java" ? KnownClients.JavaTraffic : KnownClients.KafkaJsTraffic, first["b"], "words");
        await ClientProcess.UntilAsync(
            [traffic.Process], () => traffic.Progress().All(static count => count >= Records), "records in every partition");

        Assert.Equal([b], await FindAsync(agents, Sent, "words"));
        Assert.Equal([b], await FindAsync(agents, Received, "words"));
        Assert.Empty(traffic.Faults);
        await agents.StopAsync();
    }

    /// <summary>Splits the ready line's <c>HOST:PORT@ZONE,…</c> by zone.</summary>
    private static Dictionary<string, string> ListenersOf(ServerProcess agent) =>
        agent.Kafka.Split(',').Select(static one => one.Split('@')).ToDictionary(static one => one[1], static one => one[0]);

    private static async Task<string[]> BrokersAsync(string bootstrap)
    {
        await using var connection = await RawConnection.OpenAsync(bootstrap);
        var answer = await connection.CallAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest { Topics = [] }, TestContext.Current.CancellationToken);
        return [.. answer.Brokers.Select(static broker => $"{broker.Host}:{broker.Port}")];
    }

    private static ClientTraffic Start(
        ScriptClient client, AgentProcesses agents, string topic, string? rack = null, string? clientId = null) =>
        Start(client, agents.Bootstrap, topic, rack, clientId);

    private static ClientTraffic Start(
        ScriptClient client, string bootstrap, string topic, string? rack = null, string? clientId = null) =>
        new(client, new TrafficSettings(bootstrap, $"{topic}-group", [new RecordStream(topic, Idempotent: true)], Partitions)
        {
            Members = 1,
            Rack = rack,
            ClientId = clientId,
        });

    /// <summary>Finds the agents that have counted any bytes of the topic.</summary>
    private static async Task<IReadOnlyList<ServerProcess>> FindAsync(AgentProcesses agents, string metric, string topic)
    {
        var found = new List<ServerProcess>();
        foreach (var agent in agents.Living)
        {
            if (await HasCountedAsync(agent, metric, topic))
            {
                found.Add(agent);
            }
        }

        return found;
    }

    private static async Task<bool> HasCountedAsync(ServerProcess agent, string metric, string topic)
    {
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync($"{agent.Http}/metrics", TestContext.Current.CancellationToken);
        var count = Regex.Match(metrics, $@"^{metric}\{{[^}}]*topic=""{topic}""[^}}]*\}} (?<count>\S+)", RegexOptions.Multiline);
        return count.Success && double.Parse(count.Groups["count"].Value, CultureInfo.InvariantCulture) > 0;
    }
}
