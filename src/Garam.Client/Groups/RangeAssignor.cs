using Garam.Client.Cluster;

namespace Garam.Client.Groups;

/// <summary>
/// Kafka's range assignor: topic by topic, the members that want it get consecutive partitions, the first ones one more where it does
/// not divide. Members are in the order of their instance ids, else of their member ids.
/// </summary>
internal sealed class RangeAssignor : PartitionAssignor
{
    public override string Name => "range";

    internal override IReadOnlyDictionary<string, List<TopicPartition>> Assign(IReadOnlyList<SubscribedMember> members, Func<string, int> partitionCountOf)
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

    private static void AssignTopic(string topic, int partitionCount, List<SubscribedMember> members, Dictionary<string, List<TopicPartition>> assignment)
    {
        var (each, rest) = Math.DivRem(partitionCount, members.Count);
        var next = 0;
        for (var i = 0; i < members.Count; i++)
        {
            var count = each + (i < rest ? 1 : 0);
            assignment[members[i].MemberId].AddRange(Enumerable.Range(next, count).Select(partition => new TopicPartition(topic, partition)));
            next += count;
        }
    }
}
