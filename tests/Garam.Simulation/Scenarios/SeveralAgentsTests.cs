using Garam.Metadata.Cluster;
using Garam.Simulation.Clients;
using static Garam.Simulation.Scenarios.AgentWork;

namespace Garam.Simulation.Scenarios;

/// <summary>
/// Three agents on one store. Producers and a group work through all of them while agents die, sleep and leave. Nothing acknowledged is
/// lost, doubled or reordered, and all replicas have the same state.
/// </summary>
public sealed class SeveralAgentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_others_serve_on_when_the_leader_is_killed(int seed) => Scenario.Run(seed, async scenario =>
    {
        var world = new World(TimeSpan.FromSeconds(40), agentsMayLag: true);
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
        var world = new World(TimeSpan.FromSeconds(30), agentsMayLag: true);
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
        var world = new World(TimeSpan.FromSeconds(30), agentsMayLag: true);
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
        var world = new World(TimeSpan.FromSeconds(30), agentsMayLag: true);
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
        var world = new World(TimeSpan.FromSeconds(40), agentsMayLag: true);
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
}
