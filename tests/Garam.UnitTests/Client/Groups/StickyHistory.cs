using Garam.Client.Cluster;
using Garam.Client.Groups;

namespace Garam.UnitTests.Client.Groups;

/// <summary>A group with the sticky assignor that changes by chance, its rules checked after every change.</summary>
internal sealed class StickyHistory(Random random)
{
    private static readonly string[] Topics = ["t0", "t1", "t2"];

    private readonly Dictionary<string, int> _counts = Topics.ToDictionary(static topic => topic, _ => random.Next(0, 12));
    private readonly bool _isUniform = random.Next(2) == 0;
    private List<SubscribedMember> _members = [];
    private int _generation;
    private int _names;

    public void Step()
    {
        Change();
        var assignment = Assign();
        CheckValid(assignment);
        CheckBalanced(assignment);
        if (_isUniform)
        {
            CheckFewestMoves(assignment);
        }

        _members = [.. _members.Select(member => member with { Owned = assignment[member.MemberId], Generation = _generation })];
        var again = Assign();
        Assert.All(_members, member => Assert.Equal(assignment[member.MemberId], again[member.MemberId]));
        _generation++;
    }

    private Dictionary<string, List<TopicPartition>> Assign() => new StickyBalance(_members, topic => _counts[topic]).Assign();

    private void Change()
    {
        switch (random.Next(4))
        {
            case 0 when _members.Count > 1:
                _members.RemoveAt(random.Next(_members.Count));
                break;
            case 1:
                _counts[Topics[random.Next(Topics.Length)]] += random.Next(4);
                break;
            default:
                _members.Add(new SubscribedMember($"m{_names++}", null, _isUniform ? Topics : [.. Topics.Where(_ => random.Next(2) == 0)]));
                break;
        }

        if (_members.Count == 0)
        {
            _members.Add(new SubscribedMember($"m{_names++}", null, Topics));
        }
    }

    private void CheckValid(Dictionary<string, List<TopicPartition>> assignment)
    {
        var all = assignment.Values.SelectMany(static partitions => partitions).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(
            _counts.Where(topic => _members.Any(member => member.Topics.Contains(topic.Key))).Sum(static topic => topic.Value), all.Count);
        Assert.All(
            _members, member => Assert.All(assignment[member.MemberId], partition => Assert.Contains(partition.Topic, member.Topics)));
    }

    /// <summary>Kafka's definition: no partition could move to a member that has two fewer.</summary>
    private void CheckBalanced(Dictionary<string, List<TopicPartition>> assignment)
    {
        foreach (var rich in _members)
        {
            foreach (var poor in _members.Where(poor => assignment[rich.MemberId].Count - assignment[poor.MemberId].Count >= 2))
            {
                Assert.DoesNotContain(assignment[rich.MemberId], partition => poor.Topics.Contains(partition.Topic));
            }
        }
    }

    /// <summary>
    /// Checks that a member gives up only what it has above the larger share, or what another member needs to reach the smaller one.
    /// </summary>
    private void CheckFewestMoves(Dictionary<string, List<TopicPartition>> assignment)
    {
        var total = _counts.Values.Sum();
        var (smaller, rest) = Math.DivRem(total, _members.Count);
        var larger = rest == 0 ? smaller : smaller + 1;
        var needed = Math.Max(
            _members.Sum(member => Math.Max(0, member.Owned.Count - larger)),
            _members.Sum(member => Math.Max(0, smaller - member.Owned.Count)) - (total - _members.Sum(
                static member => member.Owned.Count)));
        var moved = _members.Sum(member => member.Owned.Except(assignment[member.MemberId]).Count());
        Assert.True(moved <= needed, $"{moved} partitions moved where {needed} had to");
    }
}
