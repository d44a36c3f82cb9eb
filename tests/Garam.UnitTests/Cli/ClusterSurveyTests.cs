using System.Text.Json;
using Garam.CommandLine.Agents;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Peers;
using Garam.Protocol;

namespace Garam.UnitTests.Cli;

/// <summary>How a cluster is shown, whatever is known of it.</summary>
public sealed class ClusterSurveyTests
{
    [Fact]
    public void A_cluster_that_works_is_shown_in_a_few_lines()
    {
        var survey = Survey([Agent(1, Answer(1, isLeading: true, 1234)), Agent(2, Answer(2, isLeading: false, 1230))]);

        Assert.Equal(
            """
            Cluster   KNs5, feature level 1
            Leader    node 1 (10.0.0.1:9192) leads in epoch 7, for 1:01 min
            Agents    2, all answer
            Journal   entry 1,234; floor 897; snapshot at 1,000, 12 s old
            Topics    3 topics with 12 partitions; 1 group
            Records   1.0 MiB in 2 segments; 1 more wait to be deleted
            Clients   8 connections
            Produce   20 requests with 2.0 KiB since the agents started
            Fetch     40 requests with 4.0 KiB since the agents started
            Cache     75.0 % of 8 chunks were in memory
            Store     6 create, 4 read; 200 B written, 100 B read; about $0.0024 for requests, by list prices

            """,
            Shown(survey));
    }

    [Fact]
    public void A_watch_shows_what_agents_did_since_the_last_look()
    {
        var before = Survey([Agent(1, Answer(1, isLeading: true, 1234)), Agent(2, Answer(2, isLeading: false, 1230))]);
        var busy = Answer(1, isLeading: true, 1300) with
        {
            Traffic = new ProcessTraffic { ProduceRequests = 30, ProduceBytes = 1024 + 4096, FetchRequests = 20, FetchBytes = 2048 },
        };

        // The second one was restarted: what it did is not of this time.
        var restarted = Answer(3, isLeading: false, 1300);
        var now = Survey([Agent(1, busy), Agent(2, restarted, incarnation: 3)]) with
        {
            At = before.At + (2 * TimeProvider.System.TimestampFrequency),
        };

        var status = StatusDocument.Of(now, before);

        Assert.Equal(new RatesDocument(10, 2048, 0, 0), status.Rates);
        Assert.Contains("Produce   10.0 requests/s, 2.0 KiB/s\n", Shown(now, before), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_leader_is_named_when_no_agent_answers()
    {
        var survey = Survey([Agent(1, null, "It did not answer."), Agent(2, null, "It did not answer.")]);

        Assert.Contains(
            "Leader    no agent answers; node 1 (10.0.0.1:9192) led last, in epoch 6\nAgents    2, none answers; `garam agents` says why\n",
            Shown(survey), StringComparison.Ordinal);
        Assert.DoesNotContain("Produce", Shown(survey), StringComparison.Ordinal);
        Assert.Equal("no-answer", StatusDocument.Of(survey, null).Leader!.State);
    }

    [Fact]
    public void A_leader_that_resigned_is_told_from_one_that_is_silent()
    {
        var resigned = Survey([Agent(2, Answer(2, isLeading: false, 1230))], leader: new LeaderState(6, 1, "10.0.0.1", 9192, true));
        var silent = Survey([Agent(1, null, "Gone."), Agent(2, Answer(2, isLeading: false, 1230))]);

        Assert.Contains("Leader    none: the process at 10.0.0.1:9192 resigned in epoch 6\n", Shown(resigned), StringComparison.Ordinal);
        Assert.Contains(
            "Leader    none of the agents that answer; node 1 (10.0.0.1:9192) led last, in epoch 6\n"
                + "Agents    2, of which 1 gives no answer; `garam agents` says why\n",
            Shown(silent), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_without_an_internal_listener_is_named_as_such()
    {
        var process = new ProcessState(new Incarnation(1), 1, "garam", new HostPort("127.0.0.1", 9092), null, []);
        var survey = Survey([new SurveyedAgent(process, null, null, null)], leader: new LeaderState(3, 1, "", 0, false));

        Assert.Contains(
            "Leader    node 1 led last, in epoch 3; it has no internal listener and cannot be asked\n"
                + "Agents    1, without an internal listener (garam serve)\n",
            Shown(survey), StringComparison.Ordinal);
        Assert.Equal("alone", AgentsDocument.Of(survey).Agents[0].Role);
    }

    [Fact]
    public void A_new_store_has_no_leader() =>
        Assert.Contains(
            "Leader    none: no process has led yet\nAgents    none is registered\n",
            Shown(Survey([], hasLeader: false)),
            StringComparison.Ordinal);

    [Fact]
    public void Agents_are_shown_with_their_lag_and_the_reason_of_silence()
    {
        var survey = Survey(
        [
            Agent(1, Answer(1, isLeading: true, 1234)), Agent(2, Answer(2, isLeading: false, 1230)),
            Agent(3, null, "It did not answer within 2s."),
        ]);
        var screen = new RecordedScreen();

        AgentsView.Show(screen.Screen, AgentsDocument.Of(survey));

        Assert.Equal(
            """
            NODE  NAME  KAFKA          INTERNAL       VERSION  UPTIME    ROLE       ENTRY  LAG
               1  a1    10.0.0.1:9092  10.0.0.1:9192  0.3.0    1:01 min  leader      1234    0
               2  a2    10.0.0.2:9092  10.0.0.2:9192  0.3.0    1:01 min  follower    1230    4
               3  a3    10.0.0.3:9092  10.0.0.3:9192  0.2.0    -         no answer      -    -
            Node 3 gives no answer: It did not answer within 2s.

            """,
            screen.Output);
    }

    [Fact]
    public void Listeners_are_shown_with_their_zones()
    {
        var agent = Agent(1, Answer(1, isLeading: true, 1234));
        var process = agent.Process with
        {
            ZoneListeners = [new(new HostPort("10.0.0.1", 9092), "a"), new(new HostPort("10.0.0.1", 9093), "b")],
        };
        var document = AgentsDocument.Of(Survey([agent with { Process = process }]));
        var screen = new RecordedScreen();
        AgentsView.Show(screen.Screen, document);

        Assert.Contains("a1    10.0.0.1:9092@a,10.0.0.1:9093@b  10.0.0.1:9192", screen.Output, StringComparison.Ordinal);
        Assert.Equal("10.0.0.1:9092", document.Agents[0].Kafka);
        Assert.Contains(
            """"listeners":[{"address":"10.0.0.1:9092","zone":"a"},{"address":"10.0.0.1:9093","zone":"b"}]"""",
            JsonSerializer.Serialize(document, AgentsJson.Default.AgentsDocument), StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_for_programs_has_everything_of_an_agent()
    {
        var agents = AgentsDocument.Of(Survey([Agent(2, Answer(2, isLeading: false, 1230))]));

        using var json = JsonDocument.Parse(JsonSerializer.Serialize(agents, AgentsJson.Default.AgentsDocument));

        var agent = json.RootElement.GetProperty("agents")[0];
        Assert.Equal("a2", agent.GetProperty("name").GetString());
        Assert.Equal("10.0.0.2:9192", agent.GetProperty("internal").GetString());
        Assert.Equal(1024, agent.GetProperty("traffic").GetProperty("produceBytes").GetInt64());
        Assert.Equal(3, agent.GetProperty("store").GetProperty("requests").GetProperty("create").GetInt64());
        Assert.Equal(0.0012m, agent.GetProperty("store").GetProperty("costDollars").GetDecimal());
    }

    private static string Shown(ClusterSurvey survey, ClusterSurvey? before = null)
    {
        var screen = new RecordedScreen();
        StatusView.Show(screen.Screen, StatusDocument.Of(survey, before));
        return screen.Output;
    }

    private static ClusterSurvey Survey(SurveyedAgent[] agents, LeaderState? leader = null, bool hasLeader = true) => new(
        new StoredFacts(
            "KNs5", 1, hasLeader ? leader ?? new LeaderState(6, 1, "10.0.0.1", 9192, false) : null, 1200,
            [.. agents.Select(agent => agent.Process)])
        {
            Floor = 897,
            Snapshot = new StoredSnapshotPlace(1000, 1_000_000),
            Topics = 3,
            Partitions = 12,
            Groups = 1,
            Segments = 2,
            DeadSegments = 1,
            StoredBytes = 1 << 20,
        },
        agents,
        0,
        1_012_000);

    private static SurveyedAgent Agent(int node, ProcessDescription? answer, string? fault = null, int? incarnation = null) => new(
        new ProcessState(
            new Incarnation(incarnation ?? node), node, $"a{node}", new HostPort($"10.0.0.{node}", 9092), null, [])
        {
            ProgramVersion = "0.2.0",
        },
        new HostPort($"10.0.0.{node}", 9192),
        answer,
        fault);

    private static ProcessDescription Answer(int incarnation, bool isLeading, long applied) =>
        new(incarnation, incarnation, "0.3.0", isLeading, 7, applied)
        {
            UptimeMs = 61_000,
            LeadingForMs = isLeading ? 61_000 : null,
            Connections = 4,
            Traffic = new ProcessTraffic
            {
                ProduceRequests = 10,
                ProduceBytes = 1024,
                FetchRequests = 20,
                FetchBytes = 2048,
                CacheHits = 3,
                CacheMisses = 1,
            },
            Store = new StoreUse
            {
                Requests = new Dictionary<string, long> { ["create"] = 3, ["read"] = 2 },
                WrittenBytes = 100,
                ReadBytes = 50,
                CostNanoDollars = 1_200_000,
            },
        };
}
