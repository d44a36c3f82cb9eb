using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.ConsumerProtocol;
using Garam.Protocol.Wire;

namespace Garam.Client.Groups;

/// <summary>Encodes the messages that consumers exchange through the coordinator: a version, then the message.</summary>
internal static class ConsumerProtocolCodec
{
    /// <summary>
    /// The version that Kafka's own consumer writes. Later ones only add fields at the end, so older readers find what they know.
    /// </summary>
    private const short SubscriptionVersion = 3;

    /// <summary>Every version of it is the same.</summary>
    private const short AssignmentVersion = 0;

    public static byte[] EncodeSubscription(MemberSubscription subscription) => Encode(
        new ConsumerProtocolSubscription
        {
            Topics = [.. subscription.Topics],
            UserData = subscription.UserData.IsEmpty ? null : subscription.UserData,
            OwnedPartitions = [.. OffsetMessages.ByTopic(subscription.Owned).Select(static topic =>
                new ConsumerProtocolSubscription.TopicPartition
            {
                Topic = topic.Name,
                Partitions = topic.Numbers,
            })],
            GenerationId = subscription.Generation,
            RackId = subscription.RackId,
        },
        SubscriptionVersion);

    public static byte[] EncodeAssignment(IEnumerable<TopicPartition> partitions) => Encode(
        new ConsumerProtocolAssignment
        {
            AssignedPartitions = [.. OffsetMessages.ByTopic(partitions).Select(static topic => new ConsumerProtocolAssignment.TopicPartition
            {
                Topic = topic.Name,
                Partitions = topic.Numbers,
            })],
        },
        AssignmentVersion);

    /// <exception cref="MalformedRequestException">The bytes are not a subscription.</exception>
    public static MemberSubscription DecodeSubscription(ReadOnlyMemory<byte> bytes)
    {
        var subscription = Decode<ConsumerProtocolSubscription>(bytes, SubscriptionVersion);
        return new MemberSubscription(subscription.Topics)
        {
            Owned = [.. subscription.OwnedPartitions.SelectMany(static topic => topic.Partitions.Select(partition =>
                new TopicPartition(topic.Topic, partition)))],
            Generation = subscription.GenerationId,
            RackId = subscription.RackId,
            UserData = subscription.UserData ?? default,
        };
    }

    /// <summary>No bytes mean no partitions.</summary>
    /// <exception cref="MalformedRequestException">The bytes are not an assignment.</exception>
    public static IReadOnlyList<TopicPartition> DecodeAssignment(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty
        ? []
        : [.. Decode<ConsumerProtocolAssignment>(bytes, AssignmentVersion).AssignedPartitions
            .SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition)))];

    private static byte[] Encode(IMessage message, short version)
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(frame);
        writer.WriteInt16(version);
        message.Write(ref writer, version);
        writer.Flush();
        return frame.ToArray();
    }

    private static TMessage Decode<TMessage>(ReadOnlyMemory<byte> bytes, short versionMax)
        where TMessage : IMessage, new()
    {
        var reader = new WireReader(bytes);
        var version = Math.Clamp(reader.ReadInt16(), (short)0, versionMax);
        var message = new TMessage();
        message.Read(ref reader, version);
        return message;
    }
}

/// <summary>The message from a member to the leader of its group.</summary>
internal sealed record MemberSubscription(IReadOnlyList<string> Topics)
{
    /// <summary>The partitions that the member keeps; since version 1.</summary>
    public IReadOnlyCollection<TopicPartition> Owned { get; init; } = [];

    /// <summary>The member's last generation, or -1; since version 2.</summary>
    public int Generation { get; init; } = -1;

    /// <summary>Since version 3.</summary>
    public string? RackId { get; init; }

    /// <summary>Data that the assignor adds.</summary>
    public ReadOnlyMemory<byte> UserData { get; init; }
}
