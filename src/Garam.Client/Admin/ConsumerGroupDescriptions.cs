using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.ConsumerGroupDescribe;

namespace Garam.Client.Admin;

/// <summary>Reads what ConsumerGroupDescribe says of groups of the new protocol (KIP-848): brokers divide their partitions and know all of it.</summary>
internal static class ConsumerGroupDescriptions
{
    /// <exception cref="KafkaException">The coordinator moved or is not ready: ask again.</exception>
    public static GroupDescription From(ConsumerGroupDescribeResponse.DescribedGroup group, HostPort coordinator)
    {
        KafkaException.ThrowIfRetriable(group.ErrorCode, $"Describing group '{group.GroupId}'");
        return new GroupDescription
        {
            GroupId = group.GroupId,
            Error = group.ErrorCode,
            State = group.GroupState,
            ProtocolType = GroupDescriptions.ConsumerType,
            Protocol = group.AssignorName,
            Coordinator = coordinator,
            Members = [.. group.Members.Select(From)],
        };
    }

    private static GroupMemberDescription From(ConsumerGroupDescribeResponse.DescribedMember member) => new(
        member.MemberId,
        member.InstanceId,
        member.ClientId,
        member.ClientHost,
        member.SubscribedTopicNames,
        [.. member.Assignment.TopicPartitions.SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.TopicName, partition)))]);
}
