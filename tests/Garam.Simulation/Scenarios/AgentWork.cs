using Garam.Metadata.Cluster;
using Garam.Simulation.Checks;
using Garam.Simulation.Clients;

namespace Garam.Simulation.Scenarios;

/// <summary>Three agents, the clients that work through all of them, and the checks at the end.</summary>
internal static class AgentWork
{
    public const int Agents = 3;

    public static async Task<ScenarioNode[]> StartAllAsync(Scenario scenario, short featureLevelMax = FeatureLevels.Latest)
    {
        var agents = Enumerable.Range(0, Agents).Select(place => scenario.StartAgent(place, featureLevelMax)).ToArray();
        foreach (var agent in agents)
        {
            await agent.Started;
        }

        return agents;
    }

    /// <summary>Stops an agent in good order, and starts the next one in its place, of the newest program.</summary>
    public static async Task ReplaceAsync(Scenario scenario, ScenarioNode[] agents, int place)
    {
        await agents[place].Life.StopAsync();
        agents[place].Process.Kill();
        agents[place] = scenario.StartAgent(place);
        await agents[place].Started;
    }

    public static async Task<ClientWork> StartWorkAsync(Scenario scenario, World world)
    {
        var adminMachine = scenario.NewMachine("admin");
        var admin = new AdminProgram(adminMachine, world);
        await adminMachine.RunAsync(admin.CreateTopicsAsync);
        List<Task> work = [adminMachine.RunAsync(admin.RunAsync)];
        for (var i = 0; i < 3; i++)
        {
            // The name is the client id as well: each of them is sent to the agent of its zone, as long as there is one.
            var machine = scenario.NewMachine($"producer-{i},zone={Scenario.ZoneOf(i)}");
            work.Add(machine.RunAsync(new ProducerProgram(machine, i, world).RunAsync));
        }

        var reader = scenario.NewMachine("reader");
        work.Add(reader.RunAsync(new ReaderProgram(reader, world).RunAsync));
        var group = scenario.NewGroup(world);
        return new ClientWork(work, [.. Enumerable.Range(0, 2).Select(group.RunAsync)]);
    }

    public static int FindLeader(ScenarioNode[] agents)
    {
        var port = agents.Where(agent => agent.Started.IsCompletedSuccessfully)
            .Select(agent => agent.Started.Result.Replica)
            .MaxBy(replica => replica.AppliedSequence)!
            .Read(0, static (state, _) => state.Facts.Leader!.Port);
        return (port - Machines.NodeLife.Port) % 1000;
    }

    public static async Task FinishAsync(Scenario scenario, World world, ScenarioNode[] agents, ClientWork work)
    {
        foreach (var task in work.Workers)
        {
            await task;
        }

        var auditMachine = scenario.NewMachine("auditor");
        var auditor = new Auditor(auditMachine, world);
        await auditMachine.RunAsync(auditor.FindEndsAsync);
        foreach (var task in work.Members)
        {
            await task;
        }

        await auditMachine.RunAsync(auditor.AuditAsync);
        foreach (var agent in agents)
        {
            await agent.Started;
            await agent.Life.StopAsync();
            agent.Process.Kill();
        }

        await VerifierCheck.RunAsync(scenario.Store.Objects, scenario.Director);
    }
}

/// <param name="Workers">They end when the work does.</param>
/// <param name="Members">A group. It ends when it has read and committed everything, once the ends are known.</param>
internal sealed record ClientWork(IReadOnlyList<Task> Workers, IReadOnlyList<Task> Members);
