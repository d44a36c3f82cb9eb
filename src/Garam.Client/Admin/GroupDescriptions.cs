using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.ConsumerGroupDescribe;
using Garam.Protocol.Messages.DescribeGroups;

namespace Garam.Client.Admin;

/// <summary>Reads what DescribeGroups says, down to what the members told each other.</summary>
internal static class GroupDescriptions
{
    internal const string ConsumerType = "consumer";

    /// <exception cref="KafkaException">The coordinator moved or is not ready: ask again.</exception>
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

    /// <summary>What a member says is its own affair: a client that writes something else must not hide the rest of the group.</summary>
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
