using Garam.Metadata.Cluster;
using Garam.Simulation.Checks;
using Garam.Simulation.Clients;

namespace Garam.Simulation.Scenarios;

/// <summary>
/// Three agents on one store. Producers and a group work through all of them while agents die, sleep and leave. Nothing acknowledged is
/// lost, doubled or reordered, and all replicas have the same state.
/// </summary>
public sealed class SeveralAgentsTests
{
    private const int Agents = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_others_serve_on_when_the_leader_is_killed(int seed) => Scenario.Run(seed, async scenario =>
    {
        var world = new World(TimeSpan.FromSeconds(40));
        var agents = await StartAllAsync(scenario);
        var work = await StartWorkAsync(scenario, world);
        for (var kill = 0; kill < 3; kill++)
        {
            await scenario.DelayAsync(TimeSpan.FromSeconds(6 + (3 * scenario.Random.NextDouble())));
            var leader = FindLeader(agents);
            agents[leader].Process.Kill();
            await scenario.DelayAsync(TimeSpan.FromSeconds(2 * scenario.Random.NextDouble()));
            agents[leader] = scenario.StartAgent(leader);
        }

        await FinishAsync(scenario, world, agents, work);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_agent_that_slept_past_its_session_changes_nothing(int seed) => Scenario.Run(seed, async scenario =>
    {
        var world = new World(TimeSpan.FromSeconds(30));
        var agents = await StartAllAsync(scenario);
        var work = await StartWorkAsync(scenario, world);
        await scenario.DelayAsync(TimeSpan.FromSeconds(5));
        var sleeper = scenario.Random.Next(2) == 0 ? FindLeader(agents) : scenario.Random.Next(Agents);
        agents[sleeper].Life.FallAsleep();
        await scenario.DelayAsync(TimeSpan.FromSeconds(9));
        agents[sleeper].Process.WakeUp();
        await scenario.DelayAsync(TimeSpan.FromSeconds(3));
        agents[sleeper].Process.Kill();
        agents[sleeper] = scenario.StartAgent(sleeper);
        await FinishAsync(scenario, world, agents, work);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_agents_are_stopped_and_started_one_after_the_other(int seed) => Scenario.Run(seed, async scenario =>
    {
        var world = new World(TimeSpan.FromSeconds(30));
        var agents = await StartAllAsync(scenario);
        var work = await StartWorkAsync(scenario, world);
        for (var place = 0; place < Agents; place++)
        {
            await scenario.DelayAsync(TimeSpan.FromSeconds(4));
            await agents[place].Life.StopAsync();
            agents[place].Process.Kill();
            agents[place] = scenario.StartAgent(place);
            await agents[place].Started;
        }

        await FinishAsync(scenario, world, agents, work);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_agents_are_killed_at_once(int seed) => Scenario.Run(seed, async scenario =>
    {
        var world = new World(TimeSpan.FromSeconds(30));
        var agents = await StartAllAsync(scenario);
        var work = await StartWorkAsync(scenario, world);
        await scenario.DelayAsync(TimeSpan.FromSeconds(6 + (5 * scenario.Random.NextDouble())));
        Array.ForEach(agents, static agent => agent.Process.Kill());
        await scenario.DelayAsync(TimeSpan.FromSeconds(1));
        agents = await StartAllAsync(scenario);
        await FinishAsync(scenario, world, agents, work);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_older_program_holds_the_feature_level_until_it_has_left(int seed) => Scenario.Run(seed, async scenario =>
    {
        var world = new World(TimeSpan.FromSeconds(40));
        var agents = await StartAllAsync(scenario, FeatureLevels.One);
        var work = await StartWorkAsync(scenario, world);
        for (var place = 0; place < Agents; place++)
        {
            await scenario.DelayAsync(TimeSpan.FromSeconds(6));
            Assert.Equal(FeatureLevels.One, LevelOf(agents[place]));
            await agents[place].Life.StopAsync();
            agents[place].Process.Kill();
            agents[place] = scenario.StartAgent(place);
            await agents[place].Started;
        }

        await scenario.UntilAsync(() => agents.All(agent => LevelOf(agent) == FeatureLevels.Latest));
        await FinishAsync(scenario, world, agents, work);
    });

    private static short LevelOf(ScenarioNode agent) =>
        agent.Started.Result.Replica.Read(0, static (state, _) => state.Facts.FeatureLevel);

    private static async Task<ScenarioNode[]> StartAllAsync(Scenario scenario, short featureLevelMax = FeatureLevels.Latest)
    {
        var agents = Enumerable.Range(0, Agents).Select(place => scenario.StartAgent(place, featureLevelMax)).ToArray();
        foreach (var agent in agents)
        {
            await agent.Started;
        }

        return agents;
    }

    private static async Task<List<Task>> StartWorkAsync(Scenario scenario, World world)
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
        return work;
    }

    private static int FindLeader(ScenarioNode[] agents)
    {
        var port = agents.Where(agent => agent.Started.IsCompletedSuccessfully)
            .Select(agent => agent.Started.Result.Replica)
            .MaxBy(replica => replica.AppliedSequence)!
            .Read(0, static (state, _) => state.Facts.Leader!.Port);
        return (port - Machines.NodeLife.Port) % 1000;
    }

    private static async Task FinishAsync(Scenario scenario, World world, ScenarioNode[] agents, List<Task> work)
    {
        foreach (var task in work)
        {
            await task;
        }

        var auditMachine = scenario.NewMachine("auditor");
        var auditor = new Auditor(auditMachine, world);
        await auditMachine.RunAsync(auditor.FindEndsAsync);
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
