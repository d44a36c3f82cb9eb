namespace Garam.Simulation.Scenarios;

/// <summary>
/// Agents that a seed kills, puts to sleep, stops and cuts off, on a store that fails now and then. What gives up is started again, as a
/// supervisor does. Runs on the calling thread.
/// </summary>
internal sealed class TroubledAgents
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    private readonly Scenario _scenario;
    private readonly ScenarioNode[] _agents = new ScenarioNode[AgentWork.Agents];
    private readonly bool[] _isTroubled = new bool[AgentWork.Agents];
    private readonly List<Task> _troubles = [];

    private TroubledAgents(Scenario scenario) => _scenario = scenario;

    /// <summary>Returns the number of troubles.</summary>
    public static int Run(int seed, TextWriter? trace = null)
    {
        var troubles = 0;
        Scenario.Run(seed, async scenario =>
        {
            var agents = new TroubledAgents(scenario);
            await agents.RunAsync();
            troubles = agents._troubles.Count;
        }, trace: trace);
        return troubles;
    }

    private async Task RunAsync()
    {
        var world = new World(Duration, agentsMayLag: true);
        for (var place = 0; place < _agents.Length; place++)
        {
            Start(place);
        }

        var work = await AgentWork.StartWorkAsync(_scenario, world);
        _scenario.Store.IsFaulty = true;
        while (_scenario.Director.Time.GetElapsedTime(0) < Duration)
        {
            await DelayAsync(4);
            _troubles.Add(TroubleAsync());
        }

        _scenario.Store.IsFaulty = false;
        foreach (var trouble in _troubles)
        {
            await trouble;
        }

        await _scenario.UntilAsync(() => _agents.All(agent => agent.Started.IsCompletedSuccessfully));
        await AgentWork.FinishAsync(_scenario, world, _agents, work);
    }

    private Task TroubleAsync()
    {
        var place = Random.Next(10) < 3 ? Leader() : Random.Next(_agents.Length);
        switch (Random.Next(10))
        {
            case 0 or 1 or 2:
                return TroubleAsync(place, KillAsync);
            case 3 or 4:
                return TroubleAsync(place, SleepAsync);
            case 5 or 6:
                return TroubleAsync(place, StopAsync);
            case 7:
                return Task.WhenAll(Enumerable.Range(0, _agents.Length).Select(each => TroubleAsync(each, KillAsync)));
            case 8:
                _scenario.Store.OutageEnds = _scenario.Director.Time.GetElapsedTime(0) + TimeSpan.FromSeconds(4 * Random.NextDouble());
                _scenario.Store.Process.Tell($"fails until {_scenario.Store.OutageEnds}");
                return Task.CompletedTask;
            default:
                _agents[place].Life.CutConnections(Random, Random.NextDouble());
                return Task.CompletedTask;
        }
    }

    /// <summary>One trouble of an agent at a time. An agent that has not started yet may be killed, but cannot be stopped.</summary>
    private async Task TroubleAsync(int place, Func<int, Task> trouble)
    {
        if (_isTroubled[place])
        {
            return;
        }

        _isTroubled[place] = true;
        await trouble(place);
        _isTroubled[place] = false;
    }

    private async Task KillAsync(int place)
    {
        if (Random.Next(2) == 0)
        {
            // Between two of its own steps, soon after a moment: busy moments are hit more often than idle ones.
            _agents[place].Process.KillAfter(1 + Random.Next(400));
            await DelayAsync(1);
        }

        await StartAgainAsync(place, 2);
    }

    private async Task SleepAsync(int place)
    {
        _agents[place].Life.FallAsleep();
        await DelayAsync(9);
        _agents[place].Process.WakeUp();
        await StartAgainAsync(place, 3);
    }

    private async Task StopAsync(int place)
    {
        if (_agents[place] is { Started.IsCompletedSuccessfully: true, Ended.IsCompleted: false })
        {
            await _agents[place].Life.StopAsync();
        }

        await StartAgainAsync(place, 1);
    }

    private async Task StartAgainAsync(int place, double secondsMax)
    {
        await DelayAsync(secondsMax);
        _agents[place].Process.Kill();
        Start(place);
    }

    private void Start(int place)
    {
        var agent = _scenario.StartAgent(place);
        _agents[place] = agent;
        _ = StartAfterGivingUpAsync(place, agent);
    }

    private async Task StartAfterGivingUpAsync(int place, ScenarioNode agent)
    {
        if (!await agent.Ended)
        {
            await DelayAsync(0.5);
            if (ReferenceEquals(_agents[place], agent) && !_isTroubled[place])
            {
                agent.Process.Kill();
                Start(place);
            }
        }
    }

    private int Leader() => _agents.Any(agent => agent.Started.IsCompletedSuccessfully) ? AgentWork.FindLeader(_agents) : 0;

    private Task DelayAsync(double secondsMax) => _scenario.DelayAsync(TimeSpan.FromSeconds(secondsMax * Random.NextDouble()));

    private Random Random => _scenario.Random;
}
