using Garam.Client.Cluster;
using Garam.Simulation.Scheduling;

namespace Garam.Simulation.Checks;

/// <summary>The history that the members of one group saw: acknowledged commits never fall, and nothing before them was skipped.</summary>
internal sealed class GroupHistory
{
    private readonly SortedDictionary<TopicPartition, long> _committed = [];
    private readonly SortedDictionary<TopicPartition, long> _delivered = [];

    /// <summary>The offsets that a member that joins from now on must not start below.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Committed => new SortedDictionary<TopicPartition, long>(_committed);

    /// <summary>A member got records of this range.</summary>
    public void Deliver(TopicPartition partition, long from, long next)
    {
        var before = _delivered.GetValueOrDefault(partition);
        if (from > before)
        {
            throw new SimulationException(
                $"The group reads {partition} from {from} on, but {before} to {from - 1} were never delivered to any member.");
        }

        _delivered[partition] = Math.Max(before, next);
    }

    public void Commit(TopicPartition partition, long offset)
    {
        if (offset < _committed.GetValueOrDefault(partition))
        {
            throw new SimulationException($"The commit of {offset} in {partition} was accepted after that of {_committed[partition]}.");
        }

        _committed[partition] = offset;
    }

    /// <summary>A member begins to read a partition in a generation that it joined after <paramref name="floor"/> was taken.</summary>
    public static void CheckStart(TopicPartition partition, long offset, IReadOnlyDictionary<TopicPartition, long> floor)
    {
        if (offset < floor.GetValueOrDefault(partition))
        {
            throw new SimulationException(
                $"A member begins {partition} at {offset}, behind the acknowledged commit of {floor[partition]}.");
        }
    }
}
