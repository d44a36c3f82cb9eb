using System.Buffers.Binary;
using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Client.Groups;

/// <summary>
/// Encodes the user data of Kafka's sticky assignors. Sticky: topics with their partitions, then the generation, which the first version
/// lacks. Cooperative: the generation alone.
/// </summary>
internal static class StickyClaimCodec
{
    /// <summary>A topic takes at least its two lengths.</summary>
    private const int TopicBytesMin = 6;

    public static byte[] Encode(IReadOnlyCollection<TopicPartition> assigned, int generation)
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(frame);
        var topics = OffsetMessages.ByTopic(assigned).ToList();
        writer.WriteInt32(topics.Count);
        foreach (var (name, numbers) in topics)
        {
            writer.WriteString(name, compact: false);
            writer.WriteInt32(numbers.Length);
            foreach (var number in numbers)
            {
                writer.WriteInt32(number);
            }
        }

        writer.WriteInt32(generation);
        writer.Flush();
        return frame.ToArray();
    }

    public static byte[] Encode(int generation)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, generation);
        return bytes;
    }

    /// <summary>Bytes that cannot be read count as no claim: stickiness is worth less than a working group.</summary>
    public static (IReadOnlyList<TopicPartition> Assigned, int Generation) Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return ([], -1);
        }

        try
        {
            var reader = new WireReader(bytes);
            var assigned = new List<TopicPartition>();
            for (var topics = reader.ReadCount(compact: false, TopicBytesMin); topics > 0; topics--)
            {
                var name = reader.ReadString(compact: false);
                for (var partitions = reader.ReadCount(compact: false, sizeof(int)); partitions > 0; partitions--)
                {
                    assigned.Add(new TopicPartition(name, reader.ReadInt32()));
                }
            }

            return (assigned, reader.Remaining >= sizeof(int) ? reader.ReadInt32() : -1);
        }
        catch (MalformedRequestException)
        {
            return ([], -1);
        }
    }

    /// <summary>Returns -1 if there is none.</summary>
    public static int DecodeGeneration(ReadOnlyMemory<byte> bytes) =>
        bytes.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32BigEndian(bytes.Span);
}
