using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.ConsumerGroupDescribe;
using Garam.Protocol.Messages.DescribeGroups;

namespace Garam.Client.Admin;

/// <summary>Reads the answer to DescribeGroups, including the messages that members exchanged.</summary>
internal static class GroupDescriptions
{
    internal const string ConsumerType = "consumer";

    /// <exception cref="KafkaException">The coordinator moved or is not ready.</exception>
    public static GroupDescription From(DescribeGroupsResponse.DescribedGroup group, HostPort coordinator)
    {
        KafkaException.ThrowIfRetriable(group.ErrorCode, $"Describing group '{group.GroupId}'");
        return new GroupDescription
        {
            GroupId = group.GroupId,
            Error = group.ErrorCode,
            State = group.GroupState,
            ProtocolType = group.ProtocolType,
            Protocol = group.ProtocolData,
            Coordinator = coordinator,
            Members = [.. group.Members.Select(member => From(member, group.ProtocolType == ConsumerType))],
        };
    }

    private static GroupMemberDescription From(DescribeGroupsResponse.DescribedGroupMember member, bool isConsumer) => new(
        member.MemberId,
        member.GroupInstanceId,
        member.ClientId,
        member.ClientHost,
        isConsumer ? Decode(member.MemberMetadata, static bytes => ConsumerProtocolCodec.DecodeSubscription(bytes).Topics) : [],
        isConsumer ? Decode(member.MemberAssignment, ConsumerProtocolCodec.DecodeAssignment) : []);

    /// <summary>Members write what they like: one message that cannot be read must not hide the rest of the group.</summary>
    private static IReadOnlyList<T> Decode<T>(ReadOnlyMemory<byte> bytes, Func<ReadOnlyMemory<byte>, IReadOnlyList<T>> decode)
    {
        try
        {
            return bytes.IsEmpty ? [] : decode(bytes);
        }
        catch (MalformedRequestException)
        {
            return [];
        }
    }
}

/// <summary>
/// Reads the answer to ConsumerGroupDescribe (KIP-848): in the new protocol brokers assign partitions, and know all of it.
/// </summary>
internal static class ConsumerGroupDescriptions
{
    /// <exception cref="KafkaException">The coordinator moved or is not ready.</exception>
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
        [.. member.Assignment.TopicPartitions.SelectMany(static topic => topic.Partitions.Select(partition =>
            new TopicPartition(topic.TopicName, partition)))]);
}
