using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;

namespace Garam.Broker.Handlers.Topics;

/// <summary>
/// Kafka's rules for manual assignments, with its words, but for one: a broker need not exist, because agents come and go and none of them
/// holds anything.
/// </summary>
internal static class ReplicaAssignment
{
    public static (ErrorCode Error, string? Message) Fault(CreateTopicsRequest.CreatableTopic topic)
    {
        if (topic.ReplicationFactor != -1)
        {
            return (ErrorCode.InvalidRequest, "A manual partition assignment was specified, but replication factor was not set to -1.");
        }

        if (topic.NumPartitions != -1)
        {
            return (ErrorCode.InvalidRequest, "A manual partition assignment was specified, but numPartitions was not set to -1.");
        }

        var fault = NumbersFault(topic.Assignments)
            ?? ReplicasFault([.. topic.Assignments.Select(assignment => assignment.BrokerIds)], topic.Assignments[0].BrokerIds.Length);
        return fault is null ? (ErrorCode.None, null) : (ErrorCode.InvalidReplicaAssignment, fault);
    }

    /// <summary>Null when each partition has that many brokers, all different.</summary>
    public static string? ReplicasFault(IReadOnlyList<int[]> partitions, int count) =>
        partitions.Select(brokers => BrokersFault(brokers, count)).FirstOrDefault(fault => fault is not null);

    private static string? NumbersFault(CreateTopicsRequest.CreatableReplicaAssignment[] assignments)
    {
        var numbers = assignments.Select(assignment => assignment.PartitionIndex).Order().ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i > 0 && numbers[i] == numbers[i - 1])
            {
                return $"Found multiple manual partition assignments for partition {numbers[i]}";
            }

            if (numbers[i] != i)
            {
                return "partitions should be a consecutive 0-based integer sequence";
            }
        }

        return null;
    }

    private static string? BrokersFault(int[] brokers, int count)
    {
        if (brokers.Length == 0)
        {
            return "The manual partition assignment includes an empty replica list.";
        }

        var sorted = brokers.Order().ToArray();
        if (sorted[0] < 0)
        {
            return $"The manual partition assignment includes broker {sorted[0]}, but no such broker is registered.";
        }

        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                return $"The manual partition assignment includes the broker {sorted[i]} more than once.";
            }
        }

        return brokers.Length == count
            ? null
            : $"The manual partition assignment includes a partition with {brokers.Length} replica(s), but this is not consistent with "
                + $"previous partitions, which have {count} replica(s).";
    }
}
