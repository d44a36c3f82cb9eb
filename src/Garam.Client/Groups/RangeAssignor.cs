using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>
/// Kafka's range assignor. Topic by topic, the members that subscribe to it get consecutive partitions, and the first ones get one more if
/// the number does not divide. Members are ordered by instance id, then by member id.
/// </summary>
internal sealed class RangeAssignor : PartitionAssignor
{
    public override string Name => "range";

    internal override IReadOnlyDictionary<string, List<TopicPartition>> Assign(
        IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf)
    {
        var assignment = members.ToDictionary(static member => member.MemberId, static _ => new List<TopicPartition>());
        var ordered = members
            .OrderBy(static member => member.InstanceId is null)
            .ThenBy(static member => member.InstanceId ?? member.MemberId, StringComparer.Ordinal)
            .ToList();
        foreach (var topic in members.SelectMany(static member => member.Topics).Distinct().Order(StringComparer.Ordinal))
        {
            var wanting = ordered.Where(member => member.Topics.Contains(topic)).ToList();
            AssignTopic(topic, partitionCountOf(topic), wanting, assignment);
        }

        return assignment;
    }

    private static void AssignTopic(
        string topic, int partitionCount, List<SubscribedMember> members, Dictionary<string, List<TopicPartition>> assignment)
    {
        var (each, rest) = Math.DivRem(partitionCount, members.Count);
        var next = 0;
        for (var i = 0; i < members.Count; i++)
        {
            var count = each + (i < rest ? 1 : 0);
            assignment[members[i].MemberId].AddRange(
                Enumerable.Range(next, count).Select(partition => new TopicPartition(topic, partition)));
            next += count;
        }
    }
}
