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
            await ReplaceAsync(scenario, agents, place);
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
            await ReplaceAsync(scenario, agents, place);
        }

        await scenario.UntilAsync(() => agents.All(agent => LevelOf(agent) == FeatureLevels.Latest));
        await FinishAsync(scenario, world, agents, work);
    });

    private static short LevelOf(ScenarioNode agent) =>
        agent.Started.Result.Replica.Read(0, static (state, _) => state.Facts.FeatureLevel);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_leadership_moves_from_agent_to_agent_while_they_work(int seed) => Scenario.Run(seed, async scenario =>
    {
        var world = new World(TimeSpan.FromSeconds(40));
        var agents = await StartAllAsync(scenario);
        var work = await StartWorkAsync(scenario, world);
        var machine = scenario.NewMachine("operator");
        var operation = new OperatorProgram(machine, scenario.Store.Objects, Agents);
        await machine.RunAsync(async () =>
        {
            var (leader, epoch) = await operation.FindLeaderAsync(0);
            for (var move = 0; move < 6; move++)
            {
                await Task.Delay(TimeSpan.FromSeconds(3 + (2 * scenario.Random.NextDouble())), machine.Time);
                int? wanted = move % 2 == 0 ? (leader + 1 + scenario.Random.Next(Agents - 1)) % Agents : null;
                var started = machine.Time.GetTimestamp();
                Require(await operation.ResignAsync(leader, wanted) == epoch, "The leader resigns in its own epoch.");
                (leader, epoch) = await operation.FindLeaderAsync(epoch);
                Require(wanted is null || leader == wanted, $"Agent {wanted} should lead, and agent {leader} does.");
                Require(machine.Time.GetElapsedTime(started) < TimeSpan.FromSeconds(1), "Another agent leads within a second.");
            }
        });
        await FinishAsync(scenario, world, agents, work);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_leader_is_killed_while_it_hands_over(int seed) => Scenario.Run(seed, async scenario =>
    {
        var world = new World(TimeSpan.FromSeconds(30));
        var agents = await StartAllAsync(scenario);
        var work = await StartWorkAsync(scenario, world);
        var machine = scenario.NewMachine("operator");
        var operation = new OperatorProgram(machine, scenario.Store.Objects, Agents);
        for (var kill = 0; kill < 3; kill++)
        {
            await scenario.DelayAsync(TimeSpan.FromSeconds(6));
            var leader = FindLeader(agents);
            var named = (leader + 1) % Agents;
            var victim = kill == 1 ? named : leader;
            var moving = machine.RunAsync(() => operation.ResignAsync(leader, named));
            await scenario.DelayAsync(TimeSpan.FromMilliseconds(100 * scenario.Random.NextDouble()));
            agents[victim].Process.Kill();
            await moving;
            await machine.RunAsync(() => operation.FindLeaderAsync(0));
            agents[victim] = scenario.StartAgent(victim);
        }

        await FinishAsync(scenario, world, agents, work);
    });

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
