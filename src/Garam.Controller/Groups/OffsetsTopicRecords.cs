using System.Text;
using Garam.Metadata.Groups;

namespace Garam.Controller.Groups;

/// <summary>
/// Computes the length of the batches that Apache Kafka 4.3 would write to __consumer_offsets. Kafka limits a group, and the commits of one
/// request, by this batch: it must fit into message.max.bytes. Garam stores groups in another form but keeps the limit, to the byte.
/// Otherwise a group would outgrow Kafka unnoticed, and a group without a limit would outgrow memory.
/// </summary>
internal static class OffsetsTopicRecords
{
    private const int BatchHeader = 61;

    /// <summary>Attributes, timestamp delta and header count.</summary>
    private const int RecordFrame = 3;

    private const int KeyVersion = sizeof(short);
    private const int ValueVersion = sizeof(short);

    /// <summary>GroupMetadataValue version 3 but for its texts and members: generation, time of the state, member count.</summary>
    private const int GroupFields = ValueVersion + sizeof(int) + sizeof(long) + sizeof(int);

    /// <summary>Two time-outs and the lengths of subscription and assignment.</summary>
    private const int MemberFields = 4 * sizeof(int);

    /// <summary>OffsetCommitValue version 4 but for its text: offset, leader epoch, commit time, topic id as a tagged field.</summary>
    private const int OffsetFields = ValueVersion + sizeof(long) + sizeof(int) + sizeof(long) + 19;

    /// <summary>Measures the batch of a group whose members take <paramref name="memberBytes"/>.</summary>
    public static long Group(ClassicGroup group, long memberBytes)
    {
        var key = KeyVersion + Text(group.GroupId);
        var value = GroupFields + Text(group.ProtocolType) + Text(group.ProtocolName) + Text(group.LeaderId) + memberBytes;
        return BatchHeader + Record(0, key, value);
    }

    public static long Member(MemberState member, long subscriptionBytes, long assignmentBytes)
    {
        var texts = Text(member.MemberId) + Text(member.InstanceId) + Text(member.ClientId) + Text(member.ClientHost);
        return MemberFields + texts + subscriptionBytes + assignmentBytes;
    }

    /// <summary>Measures a member in the round: it takes at least this under any protocol that is chosen.</summary>
    public static long MemberMin(MemberState member) =>
        Member(member, member.Protocols.Length == 0 ? 0 : member.Protocols.Min(protocol => protocol.Metadata.Length), 0);

    /// <summary>Measures the batch of one commit: a record for each partition, in the order of the request.</summary>
    public static long Commit(string groupId, IEnumerable<(string Topic, string Metadata)> offsets)
    {
        var group = KeyVersion + Text(groupId) + sizeof(int);
        var bytes = (long)BatchHeader;
        var index = 0;
        foreach (var (topic, metadata) in offsets)
        {
            var text = Encoding.UTF8.GetByteCount(metadata);
            bytes += Record(index++, group + Text(topic), OffsetFields + Unsigned(text + 1) + text);
        }

        return bytes;
    }

    private static long Record(int offsetDelta, long key, long value)
    {
        var body = RecordFrame + Signed(offsetDelta) + Signed(key) + key + Signed(value) + value;
        return Signed(body) + body;
    }

    private static int Text(string? text) => sizeof(short) + (text is null ? 0 : Encoding.UTF8.GetByteCount(text));

    /// <summary>Measures a zigzag variable-length number that is not negative.</summary>
    private static int Signed(long value) => Unsigned(value << 1);

    private static int Unsigned(long value)
    {
        var length = 1;
        for (var rest = value >> 7; rest > 0; rest >>= 7)
        {
            length++;
        }

        return length;
    }
}
