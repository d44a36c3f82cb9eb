using System.Globalization;
using System.Text.RegularExpressions;

namespace Garam.ClientTests.Support;

/// <summary>Agents on one directory. Owns the processes, also those that have ended; the directory is the test's.</summary>
public sealed partial class AgentProcesses : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<ServerProcess> _all = [];
    private readonly List<ServerProcess> _living = [];
    private readonly Dictionary<ServerProcess, string[]> _flags = [];

    private AgentProcesses(string folder) => _folder = folder;

    /// <summary>Those that were not stopped or killed by this, in the order of their starts.</summary>
    public IReadOnlyList<ServerProcess> Living => _living;

    /// <summary>The addresses of all living agents.</summary>
    public string Bootstrap => string.Join(',', _living.Select(agent => agent.Kafka));

    /// <summary>The agent that was elected last.</summary>
    public ServerProcess Leader => _all.MaxBy(NewestEpoch)!;

    /// <summary>Starts one after the other, so that the first one leads at the beginning.</summary>
    public static async Task<AgentProcesses> StartAsync(TemporaryFolder folder, int count)
    {
        var agents = new AgentProcesses(folder.Path);
        for (var i = 0; i < count; i++)
        {
            await agents.AddAsync();
        }

        return agents;
    }

    /// <summary>Starts an agent, with a name of its own if the flags give none.</summary>
    public Task<ServerProcess> AddAsync(params string[] flags) => AddAtAsync("127.0.0.1:0", flags);

    /// <summary>The same with listeners that the test chooses.</summary>
    public Task<ServerProcess> AddAtAsync(string kafka, params string[] flags)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"agent-{_all.Count}");
        return AddAsync(kafka, flags.Contains("--id") ? flags : ["--id", id, .. flags]);
    }

    /// <summary>Starts an agent with variables of its own, beside the inherited ones.</summary>
    public async Task<ServerProcess> AddWithAsync(IReadOnlyDictionary<string, string> environment, params string[] flags)
    {
        var agent = await ServerProcess.StartAgentWithAsync(environment, ["--data", _folder, .. flags]);
        _all.Add(agent);
        _living.Add(agent);
        return agent;
    }

    /// <summary>SIGTERM, which has to end well.</summary>
    public async Task RemoveAsync(ServerProcess agent)
    {
        _living.Remove(agent);
        var exit = await agent.StopAsync();
        Assert.True(exit == 0, $"The agent at {agent.Kafka} ended with {exit}:\n{agent.Log}");
    }

    /// <summary>SIGTERM, and a new process with the same address and flags.</summary>
    public async Task RestartAsync(ServerProcess agent)
    {
        await RemoveAsync(agent);
        await AddAsync(agent.Kafka, _flags[agent]);
    }

    /// <summary>SIGKILL for all of these before anything waits for one of them.</summary>
    public async Task KillAsync(params IReadOnlyList<ServerProcess> agents)
    {
        ServerProcess[] killed = [.. agents];
        _living.RemoveAll(killed.Contains);
        await Task.WhenAll(killed.Select(agent => agent.KillAsync()));
    }

    /// <summary>SIGTERM for one after the other; those that have ended are left out.</summary>
    public async Task StopAsync()
    {
        foreach (var agent in _living.Where(agent => !agent.HasEnded).ToArray())
        {
            await RemoveAsync(agent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _all)
        {
            await agent.DisposeAsync();
        }
    }

    private static int NewestEpoch(ServerProcess agent) =>
        Election().Matches(agent.Log).Select(match => int.Parse(match.Groups["epoch"].Value, CultureInfo.InvariantCulture)).LastOrDefault();

    private async Task<ServerProcess> AddAsync(string kafka, string[] flags)
    {
        var agent = await ServerProcess.StartAgentAsync(_folder, kafka, flags);
        _flags[agent] = flags;
        _all.Add(agent);
        _living.Add(agent);
        return agent;
    }

    [GeneratedRegex(@"leads in epoch (?<epoch>\d+)")]
    private static partial Regex Election();
}
