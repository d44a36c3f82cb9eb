using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Garam.FaultTests.Support;
using Garam.S3Tests.Support;
using Garam.Storage.Locations;

namespace Garam.S3Tests.Faults;

/// <summary>
/// Agents on a bucket that refuses, hangs or is gone: they hold back their clients in bounded memory, say why, and go on by themselves.
/// </summary>
public sealed class BucketOutageTests(CephGateway gateway)
{
    private const int Agents = 3;

    /// <summary>Longer than the store's patience with an answer and than every lease between the agents.</summary>
    private static readonly TimeSpan s_outage =
        TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("GARAM_TEST_LONG") == "1" ? 60 : 13);

    private static readonly (Trouble Trouble, string Reason, string Outcome)[] s_outages =
    [
        (Trouble.SlowDown, "asks for fewer requests", "throttled"),
        (Trouble.Silence, "did not answer", "unavailable"),
        (Trouble.Refusal, "cannot be reached", "unavailable"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agents_say_that_the_bucket_is_in_trouble_and_go_on_when_it_is_back()
    {
        var place = await gateway.NewBucketAsync();
        await using var service = new TroubledService(place.Endpoint!);
        await using var agents = await Cluster.StartAsync(place with { Endpoint = service.Endpoint });
        await using var stream = await NumberedStream.StartAsync(agents.Bootstrap);
        await stream.UntilGoneOnAsync();
        foreach (var (trouble, reason, outcome) in s_outages)
        {
            var began = Stopwatch.GetTimestamp();
            await service.SwitchAsync(trouble);
            await agents.UntilAsync(answer => answer.StartsWith("not writable: ", StringComparison.Ordinal)
                && answer.Contains(reason, StringComparison.Ordinal));
            await agents.AssertCountedAsync(outcome);
            await Task.Delay(s_outage - Min(Stopwatch.GetElapsedTime(began), s_outage), Cancellation);
            await service.SwitchAsync(Trouble.None);
            await agents.UntilAsync(static answer => answer == "ready\n");
            await stream.UntilGoneOnAsync();
            agents.AssertUnharmed();
        }

        await stream.FinishAsync();
        agents.AssertUnharmed();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>The agents. Owns the processes.</summary>
    private sealed class Cluster : IAsyncDisposable
    {
        private readonly List<ServerProcess> _agents = [];
        private readonly HttpClient _http = new();

        public string Bootstrap => string.Join(',', _agents.Select(static agent => agent.Kafka));

        public static async Task<Cluster> StartAsync(S3Location place)
        {
            var environment = new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = CephGateway.User,
                ["AWS_SECRET_ACCESS_KEY"] = $"{CephGateway.User}-secret",
            };
            var cluster = new Cluster();
            for (var i = 0; i < Agents; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"agent-{i}");
                cluster._agents.Add(await ServerProcess.StartAgentWithAsync(
                    environment, "--store", $"{place}?endpoint={place.Endpoint}", "--id", id));
            }

            return cluster;
        }

        /// <summary>Waits until /readyz of every agent answers so.</summary>
        public async Task UntilAsync(Func<string, bool> expected)
        {
            string[] answers = [];
            await Eventually.TrueAsync(
                async () =>
                {
                    answers = await Task.WhenAll(_agents.Select(async agent => await ReadAsync(agent, "/readyz")));
                    return answers.All(expected);
                },
                () => $"/readyz of every agent: {string.Join("", answers)}\n{Logs}");
        }

        /// <summary>Every agent counts failed creates, and that it is not ready.</summary>
        public async Task AssertCountedAsync(string outcome)
        {
            foreach (var agent in _agents)
            {
                var metrics = await ReadAsync(agent, "/metrics");
                Assert.Matches(
                    new Regex($"^garam_storage_request_duration_seconds_count\\{{[^}}]*create[^}}]*{outcome}[^}}]*\\}} [1-9]",
                        RegexOptions.Multiline),
                    metrics);
                Assert.Matches(new Regex("^garam_ready(\\{[^}]*\\})? 0$", RegexOptions.Multiline), metrics);
            }
        }

        public void AssertUnharmed()
        {
            Assert.All(_agents, agent => Assert.False(agent.HasEnded, agent.Log));
            Assert.All(_agents, static agent => Assert.InRange(ProcessMemory.PeakBytes(agent.Id), 0, ProcessMemory.BytesMax));
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var agent in _agents)
            {
                await agent.DisposeAsync();
            }

            _http.Dispose();
        }

        private string Logs => string.Join("\n\n", _agents.Select(static agent => agent.Log));

        private async Task<string> ReadAsync(ServerProcess agent, string path)
        {
            using var answer = await _http.GetAsync(new Uri(agent.Http + path), Cancellation);
            return await answer.Content.ReadAsStringAsync(Cancellation);
        }
    }
}
