using Garam.Protocol.Messages.ConsumerProtocol;
using Garam.Protocol.Wire;

namespace Garam.Client.Groups;

/// <summary>What consumers tell each other through the coordinator: a version, then the message.</summary>
internal static class ConsumerProtocolCodec
{
    /// <summary>Version 0 says all that the range assignor needs, and every consumer reads it.</summary>
    private const short Version = 0;

    public static byte[] EncodeSubscription(IReadOnlyList<string> topics) => Encode(new ConsumerProtocolSubscription { Topics = [.. topics] });

    public static byte[] EncodeAssignment(IEnumerable<TopicPartition> partitions) => Encode(new ConsumerProtocolAssignment
    {
        AssignedPartitions = [.. partitions.GroupBy(static partition => partition.Topic).Select(static topic => new ConsumerProtocolAssignment.TopicPartition
        {
            Topic = topic.Key,
            Partitions = [.. topic.Select(static partition => partition.Partition)],
        })],
    });

    /// <exception cref="Garam.Protocol.MalformedRequestException">It is no subscription.</exception>
    public static IReadOnlyList<string> DecodeSubscription(ReadOnlyMemory<byte> bytes) => Decode<ConsumerProtocolSubscription>(bytes).Topics;

    /// <summary>No bytes: no partitions.</summary>
    /// <exception cref="Garam.Protocol.MalformedRequestException">It is no assignment.</exception>
    public static IReadOnlyList<TopicPartition> DecodeAssignment(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty
        ? []
        : [.. Decode<ConsumerProtocolAssignment>(bytes).AssignedPartitions.SelectMany(static topic => topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition)))];

    private static byte[] Encode(IMessage message)
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(frame);
        writer.WriteInt16(Version);
        message.Write(ref writer, Version);
        writer.Flush();
        return frame.ToArray();
    }

    private static TMessage Decode<TMessage>(ReadOnlyMemory<byte> bytes)
        where TMessage : IMessage, new()
    {
        // Later versions only add fields at the end, which is why any version can be read as the first one.
        var reader = new WireReader(bytes);
        _ = reader.ReadInt16();
        var message = new TMessage();
        message.Read(ref reader, Version);
        return message;
    }
}
