using Garam.Client.Groups;

namespace Garam.UnitTests.Client.Groups;

/// <summary>A group of cooperative members that changes by chance. Owners are who they are until they are told otherwise.</summary>
internal sealed class CooperativeHistory(Random random)
{
    private readonly int _partitions = random.Next(1, 30);
    private List<SubscribedMember> _members = [];
    private int _generation;
    private int _names;

    public void Step()
    {
        if (_members.Count > 1 && random.Next(3) == 0)
        {
            _members.RemoveAt(random.Next(_members.Count));
        }
        else
        {
            _members.Add(new SubscribedMember($"m{_names++}", null, ["t"]));
        }

        var mustGoOn = Rebalance();
        if (mustGoOn)
        {
            Assert.False(Rebalance());
        }

        Assert.Equal(_partitions, _members.Sum(static member => member.Owned.Count));
        Assert.InRange(_members.Max(static member => member.Owned.Count) - _members.Min(static member => member.Owned.Count), 0, 1);
    }

    /// <summary>True when a member gave something up, and so has to join again.</summary>
    private bool Rebalance()
    {
        var assignment = PartitionAssignor.CooperativeSticky.Assign(_members, _ => _partitions);
        var givenUp = _members.Sum(member => member.Owned.Except(assignment[member.MemberId]).Count());
        foreach (var member in _members)
        {
            foreach (var partition in assignment[member.MemberId].Except(member.Owned))
            {
                Assert.DoesNotContain(_members, other => other != member && other.Owned.Contains(partition));
            }
        }

        _members = [.. _members.Select(member => member with { Owned = assignment[member.MemberId], Generation = _generation })];
        _generation++;
        return givenUp > 0;
    }
}
