namespace Garam.ClientTests.Support;

/// <summary>
/// Three agents on a bucket, for as many lives as a test wants. GARAM_TEST_STORE names a place in a bucket, below which each cluster has a
/// prefix of its own; its credentials are in the environment. Owns the processes.
/// </summary>
public sealed class AgentsOnBucket : ITestCluster
{
    private const int Agents = 3;

    /// <summary>A gateway on the same machine is fast. Clients that send one request after the other wait for each segment.</summary>
    private const string Linger = "10ms";

    private readonly string _store;
    private readonly string[] _settings;
    private readonly List<ServerProcess> _agents = [];

    private AgentsOnBucket(string store, string[] settings) => (_store, _settings) = (store, settings);

    public string Bootstrap => string.Join(',', _agents.Select(agent => agent.Kafka));

    public string Log => string.Join("\n\n", _agents.Select(agent => agent.Log));

    public static async Task<AgentsOnBucket> StartAsync(string place, params string[] settings)
    {
        var cluster = new AgentsOnBucket(Below(place, Guid.NewGuid().ToString("N")), settings);
        for (var i = 0; i < Agents; i++)
        {
            cluster._agents.Add(await cluster.StartAgentAsync(i, "127.0.0.1:0"));
        }

        return cluster;
    }

    /// <summary>All of them die at once.</summary>
    public async Task CrashAndRestartAsync()
    {
        await Task.WhenAll(_agents.Select(agent => agent.KillAsync()));
        for (var i = 0; i < Agents; i++)
        {
            var kafka = _agents[i].Kafka;
            await _agents[i].DisposeAsync();
            _agents[i] = await StartAgentAsync(i, kafka);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }
    }

    private static string Below(string place, string prefix) =>
        place.IndexOf('?', StringComparison.Ordinal) is var query and >= 0
            ? $"{place[..query]}/{prefix}{place[query..]}"
            : $"{place}/{prefix}";

    private Task<ServerProcess> StartAgentAsync(int number, string kafka) => ServerProcess.StartAgentWithAsync(
        new Dictionary<string, string>(),
        [
            "--store", _store, "--kafka", kafka, "--id", $"agent-{number}",
            .. _settings.Contains("--segment-linger") ? [] : (string[])["--segment-linger", Linger], .. _settings,
        ]);
}
