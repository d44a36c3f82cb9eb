using Garam.Client.Groups;
using Garam.Simulation.Scheduling;
using Garam.Transport.Connections;

namespace Garam.Simulation.Clients;

/// <summary>Keeps a group in motion: members come, leave, die without a word, and come back.</summary>
internal sealed class GroupPrograms(SimulatedScheduler scheduler, ITransport network, World world, int seed)
{
    /// <summary>The same for all members of a run, so that they can agree; the last choice mixes two that agree on range only.</summary>
    private static readonly IReadOnlyList<PartitionAssignor>[] Choices =
    [
        [PartitionAssignor.CooperativeSticky],
        [PartitionAssignor.Sticky],
        [PartitionAssignor.CooperativeSticky],
        [PartitionAssignor.Range, PartitionAssignor.CooperativeSticky],
    ];

    private readonly Random _random = new(seed);
    private readonly IReadOnlyList<PartitionAssignor> _assignors = Choices[(uint)seed % (uint)Choices.Length];
    private readonly SimulatedProcess _process = scheduler.NewProcess("operator");
    private int _lives;

    /// <summary>Ends when a place's last member has left.</summary>
    public Task RunAsync(int place) => _process.StartAsync(async () =>
    {
        while (_process.Time.GetElapsedTime(0) < world.WorkEnds)
        {
            var machine = new ClientMachine(scheduler, $"member-{place}.{++_lives}", network, _random.Next());
            var lifetime = TimeSpan.FromSeconds(5 + _random.Next(30));
            var isLast = _process.Time.GetElapsedTime(0) + lifetime > world.WorkEnds;
            var member = new GroupMemberProgram(machine, world, _assignors).RunAsync;
            if (!isLast && _random.Next(2) == 0)
            {
                _ = machine.RunAsync(() => member(TimeSpan.FromHours(1)));
                await Task.Delay(lifetime, _process.Time);
                machine.Process.Kill();
            }
            else
            {
                await machine.RunAsync(() => member(lifetime));
            }

            await Task.Delay(TimeSpan.FromSeconds(_random.Next(6)), _process.Time);
        }
    });
}
