using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Groups;

/// <summary>The rows of groups and of their offsets.</summary>
internal static class GroupRows
{
    /// <summary>Captures the table now; the rows are made while they are read.</summary>
    public static IEnumerable<SnapshotRecord> Capture(GroupStateTable table) => table.Capture().Values.SelectMany(Of);

    private static IEnumerable<SnapshotRecord> Of(GroupState group)
    {
        yield return GroupRecord.Of(group);
        foreach (var offsets in group.Offsets.Chunk(GroupOffsetsRecord.OffsetsMax))
        {
            yield return GroupOffsetsRecord.Of(group.GroupId, offsets);
        }
    }
}

/// <summary>A group without its offsets, which follow.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class GroupRecord : SnapshotRecord
{
    public override SnapshotRecordType Type => SnapshotRecordType.Group;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public int Generation { get; set; }

    [Field]
    public sbyte Phase { get; set; }

    [Field]
    public long PhaseSinceMs { get; set; }

    [Field(Nullable = "0+")]
    public string? ProtocolType { get; set; }

    [Field(Nullable = "0+")]
    public string? ProtocolName { get; set; }

    [Field(Nullable = "0+")]
    public string? LeaderId { get; set; }

    [Field]
    public MemberState[] Members { get; set; } = [];

    public static GroupRecord Of(GroupState group) => new()
    {
        GroupId = group.GroupId,
        Generation = group.Generation,
        Phase = (sbyte)group.Phase,
        PhaseSinceMs = group.PhaseSinceMs,
        ProtocolType = group.ProtocolType,
        ProtocolName = group.ProtocolName,
        LeaderId = group.LeaderId,
        Members = [.. group.Members.Values],
    };

    public void RestoreInto(GroupStateTable groups)
    {
        var group = new GroupState(GroupId)
        {
            Generation = Generation,
            Phase = (GroupPhase)Phase,
            PhaseSinceMs = PhaseSinceMs,
            ProtocolType = ProtocolType,
            ProtocolName = ProtocolName,
            LeaderId = LeaderId,
        };
        groups.Set(group.WithMembers(Members));
    }
}

/// <summary>Some offsets of a group, in the order of their partitions.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class GroupOffsetsRecord : SnapshotRecord
{
    /// <summary>Keeps a row small beside a chunk of the snapshot, even with the longest client metadata that is allowed.</summary>
    public const int OffsetsMax = 256;

    public override SnapshotRecordType Type => SnapshotRecordType.GroupOffsets;

    [Field]
    public string GroupId { get; set; } = "";

    [Field]
    public OffsetEntry[] Offsets { get; set; } = [];

    public static GroupOffsetsRecord Of(string groupId, KeyValuePair<TopicPartition, CommittedOffset>[] offsets) =>
        new() { GroupId = groupId, Offsets = Array.ConvertAll(offsets, pair => OffsetEntry.Of(pair.Key, pair.Value)) };

    public void RestoreInto(GroupStateTable groups)
    {
        if (!groups.TryGet(GroupId, out var group))
        {
            throw new MalformedRequestException($"A snapshot row {Type} comes before its group.");
        }

        var offsets = group.Offsets.ToBuilder();
        var bytes = 0L;
        foreach (var entry in Offsets)
        {
            var partition = new TopicPartition(entry.TopicId, entry.Partition);
            bytes += GroupSizes.OfOffset(entry.Metadata) - GroupSizes.OfOffset(offsets.GetValueOrDefault(partition));
            offsets[partition] = entry.ToCommitted();
        }

        groups.Set(group.WithOffsets(offsets.ToImmutable(), bytes));
    }
}

[WireStruct(Flexible = "0+")]
internal sealed partial class OffsetEntry
{
    [Field]
    public Uuid TopicId { get; set; }

    [Field]
    public int Partition { get; set; }

    [Field]
    public long Offset { get; set; }

    [Field]
    public int LeaderEpoch { get; set; }

    [Field]
    public string Metadata { get; set; } = "";

    [Field]
    public long CommitTimestampMs { get; set; }

    [Field]
    public long ExpireTimestampMs { get; set; }

    public static OffsetEntry Of(TopicPartition partition, CommittedOffset committed) => new()
    {
        TopicId = partition.TopicId,
        Partition = partition.Partition,
        Offset = committed.Offset,
        LeaderEpoch = committed.LeaderEpoch,
        Metadata = committed.Metadata,
        CommitTimestampMs = committed.CommitTimestampMs,
        ExpireTimestampMs = committed.ExpireTimestampMs,
    };

    public CommittedOffset ToCommitted() => new(Offset, LeaderEpoch, Metadata, CommitTimestampMs, ExpireTimestampMs);
}
