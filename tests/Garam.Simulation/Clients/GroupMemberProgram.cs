using Garam.Client;
using Garam.Client.Fetching;
using Garam.Client.Groups;
using Garam.Simulation.Checks;

namespace Garam.Simulation.Clients;

/// <summary>
/// One life of a group member: it reads what it is given, commits now and then, and leaves with or without a word. The last lives go
/// on until the group has read everything.
/// </summary>
internal sealed class GroupMemberProgram(ClientMachine machine, World world)
{
    private readonly Dictionary<TopicPartition, long> _next = [];
    private readonly HashSet<TopicPartition> _begun = [];
    private IReadOnlyDictionary<TopicPartition, long> _floor = new Dictionary<TopicPartition, long>();
    private int _generation = -1;

    public async Task RunAsync(TimeSpan lifetime)
    {
        await using var client = machine.NewClient();
        await using var consumer = new GroupConsumer(client, new ConsumerOptions { FetchWaitMax = TimeSpan.FromMilliseconds(300) }, new GroupOptions
        {
            GroupId = "billing",
            Topics = [.. world.Topics.Permanent.Keys],
            SessionTimeout = TimeSpan.FromSeconds(6),
            RebalanceTimeout = TimeSpan.FromSeconds(8),
            HeartbeatInterval = TimeSpan.FromSeconds(1),
        });
        var ends = machine.Time.GetElapsedTime(0) + lifetime;
        while (ends > world.WorkEnds ? !world.IsGroupDone : machine.Time.GetElapsedTime(0) < ends)
        {
            await PollAsync(consumer);
            if (consumer.MustRejoin || machine.Random.Next(4) == 0)
            {
                await CommitAsync(consumer);
            }

            await machine.ThinkAsync(TimeSpan.FromMilliseconds(100));
        }

        await CommitAsync(consumer);
        await consumer.LeaveAsync(CancellationToken.None);
    }

    private async Task PollAsync(GroupConsumer consumer)
    {
        var floor = consumer.MustRejoin ? world.History.Group.Committed : _floor;
        var polled = await consumer.PollAsync(CancellationToken.None);
        if (consumer.Generation != _generation)
        {
            (_generation, _floor) = (consumer.Generation, floor);
            _begun.Clear();
            _next.Clear();
        }

        foreach (var fetched in polled)
        {
            Accept(fetched);
        }

        // Also where there was nothing to read: the commit of a member that died may never have been acknowledged.
        foreach (var partition in consumer.Assignment)
        {
            if (consumer.PositionOf(partition) is { } position)
            {
                _next[partition] = position;
            }
        }
    }

    private void Accept(FetchedPartition fetched)
    {
        world.History.Read($"{machine.Process.Name}", fetched);
        if (_begun.Add(fetched.Partition))
        {
            GroupHistory.CheckStart(fetched.Partition, fetched.FetchOffset, _floor);
        }

        world.History.Group.Deliver(fetched.Partition, fetched.FetchOffset, fetched.NextOffset);
    }

    private async Task CommitAsync(GroupConsumer consumer)
    {
        if (_next.Count == 0)
        {
            return;
        }

        var offsets = new SortedDictionary<TopicPartition, long>(_next);
        if (await consumer.CommitAsync(offsets, CancellationToken.None))
        {
            world.History.CountOperation();
            foreach (var (partition, offset) in offsets)
            {
                world.History.Group.Commit(partition, offset);
            }
        }
    }
}
