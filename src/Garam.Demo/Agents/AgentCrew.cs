using System.Globalization;
using Garam.Cli.Commands;
using Garam.Cli.Terminal;
using Garam.Demo.Views;

namespace Garam.Demo.Agents;

/// <summary>All agents of the demo, on one directory. Owns them. Any thread may look at them.</summary>
internal sealed class AgentCrew : IDisposable
{
    /// <summary>Longer than agents take to start on a slow machine.</summary>
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private readonly List<DemoAgent> _agents = [];

    /// <exception cref="CommandException">There are no free ports.</exception>
    public AgentCrew(int count, DemoFolder folder, EventFeed events)
    {
        var ports = LoopbackPorts.Find(2 * count);
        for (var number = 0; number < count; number++)
        {
            var place = AgentPlace.Of(number, ports);
            _agents.Add(new DemoAgent(place, new AgentLog(folder.LogOf(place.Name)), folder.Store, events));
        }
    }

    public string Bootstrap => string.Join(',', _agents.Select(static agent => agent.Place.Address));

    public IReadOnlyList<AgentView> Look() => [.. _agents.Select(static agent => agent.Look())];

    /// <summary>Returns the indexes of those that are up.</summary>
    public IReadOnlyList<int> Up() => [.. Enumerable.Range(0, _agents.Count).Where(index => _agents[index].Look().State == AgentState.Up)];

    /// <summary>Kills them at once, and says which.</summary>
    public string Kill(IReadOnlyList<int> victims)
    {
        // The signals first: what is said about them may take its time.
        var killed = victims.Select(victim => (_agents[victim].Place.Name, Epoch: _agents[victim].Kill())).ToList();
        var names = killed.Select(static agent => agent.Epoch is { } epoch
            ? string.Create(CultureInfo.InvariantCulture, $"{agent.Name} (led in epoch {epoch})")
            : agent.Name);
        return $"killed {string.Join(", ", names)}.";
    }

    /// <summary>Runs all until <paramref name="stopping"/>.</summary>
    public Task RunAsync(RunFaults faults, CancellationToken stopping) =>
        Task.WhenAll(_agents.Select(agent => faults.GuardAsync(() => agent.RunAsync(stopping))));

    /// <exception cref="CommandException">Some are not in time.</exception>
    public async Task AllUpAsync(CancellationToken cancellation)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (Up().Count < _agents.Count)
        {
            if (TimeProvider.System.GetElapsedTime(since) > ReadyMax)
            {
                throw new CommandException(
                    ExitCode.Failed,
                    $"not all agents were ready within {ReadyMax.TotalSeconds:0} s; the demo needs a machine that is less busy.");
            }

            await Task.Delay(Glance, cancellation);
        }
    }

    public void Dispose() => _agents.ForEach(static agent => agent.Dispose());
}
