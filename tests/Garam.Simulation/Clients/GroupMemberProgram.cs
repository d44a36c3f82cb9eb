using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Client.Groups;
using Garam.Simulation.Checks;

namespace Garam.Simulation.Clients;

/// <summary>
/// One life of a group member: it reads what it is given, commits now and then and before it gives something up, and leaves with or
/// without a word. The last lives go on until the group has read everything.
/// </summary>
internal sealed class GroupMemberProgram(ClientMachine machine, World world, IReadOnlyList<PartitionAssignor> assignors)
    : IRebalanceListener
{
    private readonly HashSet<TopicPartition> _begun = [];
    private readonly SortedDictionary<TopicPartition, long> _floors = [];
    private IReadOnlyDictionary<TopicPartition, long> _committed = new SortedDictionary<TopicPartition, long>();
    private GroupConsumer? _consumer;

    public async Task RunAsync(TimeSpan lifetime)
    {
        await using var client = machine.NewClient();
        await using var consumer = new GroupConsumer(
            client, new ConsumerOptions { FetchWaitMax = TimeSpan.FromMilliseconds(300) }, new GroupOptions
            {
                GroupId = "billing",
                Topics = [.. world.Topics.Permanent.Keys],
                Assignors = assignors,
                Listener = this,
                SessionTimeout = TimeSpan.FromSeconds(6),
                RebalanceTimeout = TimeSpan.FromSeconds(8),
                HeartbeatInterval = TimeSpan.FromSeconds(1),
            });
        _consumer = consumer;
        var ends = machine.Time.GetElapsedTime(0) + lifetime;
        while (ends > world.WorkEnds ? !world.IsGroupDone : machine.Time.GetElapsedTime(0) < ends)
        {
            _committed = world.History.Group.Committed;
            foreach (var fetched in await consumer.PollAsync(CancellationToken.None))
            {
                Accept(fetched);
                fetched.Dispose();
            }

            if (machine.Random.Next(4) == 0)
            {
                await CommitAsync(consumer);
            }

            await machine.ThinkAsync(TimeSpan.FromMilliseconds(100));
        }

        await consumer.LeaveAsync(CancellationToken.None);
    }

    /// <summary>The offsets were read after the poll began, so no commit from before it may be missing in them.</summary>
    public ValueTask AssignedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation)
    {
        foreach (var partition in partitions)
        {
            _begun.Remove(partition);
            _floors[partition] = _committed.GetValueOrDefault(partition);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask RevokedAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) =>
        await CommitAsync(_consumer!);

    public ValueTask LostAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellation) => ValueTask.CompletedTask;

    private void Accept(FetchedPartition fetched)
    {
        world.History.Read($"{machine.Process.Name}", fetched);
        if (_begun.Add(fetched.Partition))
        {
            GroupHistory.CheckStart(fetched.Partition, fetched.FetchOffset, _floors);
        }

        world.History.Group.Deliver(fetched.Partition, fetched.FetchOffset, fetched.NextOffset);
    }

    /// <summary>Also where there was nothing to read: the commit of a member that died may never have been acknowledged.</summary>
    private async Task CommitAsync(GroupConsumer consumer)
    {
        var offsets = new SortedDictionary<TopicPartition, long>();
        foreach (var partition in consumer.Assignment)
        {
            if (consumer.PositionOf(partition) is { } position)
            {
                offsets.Add(partition, position);
            }
        }

        if (offsets.Count > 0 && await consumer.CommitAsync(offsets, CancellationToken.None))
        {
            world.History.CountOperation();
            foreach (var (partition, offset) in offsets)
            {
                world.History.Group.Commit(partition, offset);
            }
        }
    }
}
