using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>
/// Divides partitions so that none could move to a member with two fewer, and moves as few as that allows. Members keep what they had, the
/// rest goes to the members with the fewest, and then partitions move from the members with the most until the division is even. If all
/// members subscribe to the same topics, no division takes fewer moves.
/// </summary>
internal sealed class StickyBalance
{
    private readonly List<SubscribedMember> _members;
    private readonly SortedDictionary<string, TopicShares> _topics = new(StringComparer.Ordinal);
    private readonly int[] _counts;

    public StickyBalance(IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf)
    {
        _members = [.. members.OrderBy(static member => member.MemberId, StringComparer.Ordinal)];
        _counts = new int[_members.Count];
        for (var i = 0; i < _members.Count; i++)
        {
            foreach (var topic in _members[i].Topics.Distinct())
            {
                if (!_topics.TryGetValue(topic, out var shares))
                {
                    _topics.Add(topic, shares = new TopicShares(partitionCountOf(topic)));
                }

                shares.Subscribe(i);
            }
        }
    }

    public Dictionary<string, List<TopicPartition>> Assign()
    {
        Keep();
        GiveOut();
        while (TryMove())
        {
        }

        var assignment = _members.ToDictionary(static member => member.MemberId, static _ => new List<TopicPartition>());
        foreach (var (topic, shares) in _topics)
        {
            for (var partition = 0; partition < shares.PartitionCount; partition++)
            {
                assignment[_members[shares.OwnerOf(partition)].MemberId].Add(new TopicPartition(topic, partition));
            }
        }

        return assignment;
    }

    /// <summary>
    /// The newest claim counts. Two claims of the same generation contradict each other, and then the partition has no owner.
    /// </summary>
    private void Keep()
    {
        var claims = new Dictionary<TopicPartition, (int Member, int Generation)>();
        for (var i = 0; i < _members.Count; i++)
        {
            foreach (var partition in _members[i].Owned)
            {
                if (!_topics.TryGetValue(partition.Topic, out var shares) || !shares.CanOwn(i, partition.Partition))
                {
                    continue;
                }

                var generation = _members[i].Generation;
                if (!claims.TryGetValue(partition, out var claim) || claim.Generation < generation)
                {
                    claims[partition] = (i, generation);
                }
                else if (claim.Generation == generation && claim.Member != i)
                {
                    claims[partition] = (TopicShares.Nobody, generation);
                }
            }
        }

        foreach (var (partition, claim) in claims.Where(static claim => claim.Value.Member != TopicShares.Nobody))
        {
            Give(_topics[partition.Topic], partition.Partition, claim.Member);
        }
    }

    /// <summary>Topics with few subscribers come first, while those members have room.</summary>
    private void GiveOut()
    {
        foreach (var (_, shares) in _topics.OrderBy(static topic => topic.Value.Subscribers.Count))
        {
            for (var partition = 0; partition < shares.PartitionCount; partition++)
            {
                if (shares.OwnerOf(partition) == TopicShares.Nobody)
                {
                    Give(shares, partition, LeastLoaded(shares));
                }
            }
        }
    }

    /// <summary>Moves one partition from the member with the most to the subscriber with the fewest.</summary>
    private bool TryMove()
    {
        foreach (var from in Enumerable.Range(0, _members.Count).OrderByDescending(member => _counts[member]))
        {
            TopicShares? best = null;
            var to = TopicShares.Nobody;
            foreach (var topic in _members[from].Topics)
            {
                var shares = _topics[topic];
                if (shares.CountOf(from) > 0 && LeastLoaded(shares) is var least && (best is null || _counts[least] < _counts[to]))
                {
                    (best, to) = (shares, least);
                }
            }

            if (best is not null && _counts[from] - _counts[to] >= 2)
            {
                _counts[from]--;
                Give(best, best.TakeFrom(from, to), to);
                return true;
            }
        }

        return false;
    }

    private int LeastLoaded(TopicShares shares)
    {
        var least = shares.Subscribers[0];
        foreach (var member in shares.Subscribers)
        {
            if (_counts[member] < _counts[least])
            {
                least = member;
            }
        }

        return least;
    }

    private void Give(TopicShares shares, int partition, int member)
    {
        shares.Give(partition, member);
        _counts[member]++;
    }
}
