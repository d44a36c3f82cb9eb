using Garam.Peers;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Simulation.Clients;

/// <summary>Moves the leadership between agents, as <c>garam leader move</c> does, and looks who leads.</summary>
internal sealed class OperatorProgram(ClientMachine machine, IObjectStore store, int agents)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Longer than a leader that resigned waits before it claims again.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    /// <summary>Asks the leader to resign. Null when it did not answer, so that nothing is known about it.</summary>
    /// <param name="from">The place of the leader.</param>
    /// <param name="to">The place of the agent that should lead; null: any, as when it does not answer.</param>
    public async Task<int?> ResignAsync(int from, int? to)
    {
        var successor = to is { } place && await DescribeAsync(place) is { } named ? named.Incarnation : 0;
        await using var leader = machine.NewPeerClient(from, await KeyAsync());
        try
        {
            return await leader.MoveLeadershipAsync(successor, CancellationToken.None);
        }
        catch (GaramException)
        {
            return null;
        }
    }

    /// <summary>Waits until exactly one agent says that it leads, in a later epoch.</summary>
    public async Task<(int Place, int Epoch)> FindLeaderAsync(int afterEpoch)
    {
        var started = machine.Time.GetTimestamp();
        while (machine.Time.GetElapsedTime(started) < WaitMax)
        {
            var leading = new List<(int Place, int Epoch)>();
            for (var place = 0; place < agents; place++)
            {
                if (await DescribeAsync(place) is { IsLeading: true } leader)
                {
                    leading.Add((place, leader.Epoch));
                }
            }

            if (leading is [var one] && one.Epoch > afterEpoch)
            {
                return one;
            }

            await Task.Delay(LookInterval, machine.Time);
        }

        throw new InvalidOperationException($"No agent leads alone after epoch {afterEpoch}.");
    }

    /// <summary>Null when it does not answer.</summary>
    private async Task<ProcessDescription?> DescribeAsync(int place)
    {
        await using var agent = machine.NewPeerClient(place, await KeyAsync());
        try
        {
            return await agent.DescribeAsync(CancellationToken.None);
        }
        catch (GaramException)
        {
            return null;
        }
    }

    private async Task<ClusterKey> KeyAsync() => (await ClusterKey.TryReadAsync(store, CancellationToken.None))!;
}
