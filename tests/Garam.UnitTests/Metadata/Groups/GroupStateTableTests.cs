using System.Buffers;
using System.Text;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Metadata.Snapshots;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Metadata.Groups;

public sealed class GroupStateTableTests
{
    private static readonly Uuid LogsId = new(1, 1);
    private readonly ClusterState _cluster = new();
    private readonly ApplyEffects _effects = new();
    private long _sequence;

    public GroupStateTableTests() => Apply(new CreateTopic { Name = "logs", TopicId = LogsId, Partitions = 600 });

    [Fact]
    public void A_generation_follows_its_predecessor_or_is_refused()
    {
        Assert.Equal(ErrorCode.None, Apply(Join(1, "a", "b")));
        Assert.Equal(ErrorCode.IllegalGeneration, Apply(Join(1, "c")));
        Assert.Equal(ErrorCode.IllegalGeneration, Apply(Join(3, "c")));
        Assert.Equal(["a", "b"], Group.Members.Keys);
    }

    [Fact]
    public void Only_the_generation_that_waits_for_it_is_assigned()
    {
        Apply(Join(1, "a", "b"));
        Assert.Equal(ErrorCode.IllegalGeneration, Apply(Assign(2, "a")));
        Assert.Equal(ErrorCode.None, Apply(Assign(1, "a", "stranger")));
        Assert.Equal("a"u8.ToArray(), Group.Members["a"].Assignment.ToArray());
        Assert.True(Group.Members["b"].Assignment.IsEmpty);
        Assert.Equal(ErrorCode.RebalanceInProgress, Apply(Assign(1, "b")));
    }

    [Fact]
    public void State_keeps_bytes_of_its_own()
    {
        var metadata = new byte[] { 1, 2, 3 };
        var join = Join(1, "a");
        join.Members[0].Protocols = [new MemberProtocol { Name = "range", Metadata = metadata }];
        Apply(join);
        metadata[0] = 9;
        Assert.Equal([1, 2, 3], Group.Members["a"].MetadataOf("range").ToArray());
    }

    [Fact]
    public void A_member_that_was_removed_or_replaced_may_not_commit()
    {
        Apply(Join(1, "a", "b"));
        Apply(Assign(1));
        Assert.Equal(ErrorCode.None, Apply(Commit(1, "b", 5)));
        Apply(new ReplaceStaticMember
        {
            GroupId = "g",
            Generation = 1,
            ReplacedMemberId = "b",
            Member = new MemberState { MemberId = "b2" },
            KeepsGeneration = true,
        });
        Assert.Equal(ErrorCode.UnknownMemberId, Apply(Commit(1, "b", 6)));
        Assert.Equal(ErrorCode.None, Apply(Commit(1, "b2", 7)));
        Apply(new RemoveMembers { GroupId = "g", Generation = 1, MemberIds = ["b2"] });
        Assert.Equal(ErrorCode.UnknownMemberId, Apply(Commit(1, "b2", 8)));
        Assert.Equal(ErrorCode.IllegalGeneration, Apply(Commit(2, "a", 8)));
        Assert.Equal(7, Group.Offsets[new TopicPartition(LogsId, 0)].Offset);
    }

    [Fact]
    public void Offsets_of_partitions_that_do_not_exist_are_refused_alone()
    {
        var command = Commit(-1, "", 5);
        command.Offsets =
            [.. command.Offsets, new OffsetToCommit { TopicId = LogsId, Partition = 600 }, new OffsetToCommit { TopicId = new Uuid(7, 7) }];
        var result = (CommitOffsetsResult)_cluster.Apply(command, ++_sequence, _effects);
        Assert.Equal([ErrorCode.None, ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition], result.PartitionErrors);
        Assert.Single(Group.Offsets);
    }

    [Fact]
    public void Expiry_spares_what_was_committed_since_it_was_planned()
    {
        Apply(Commit(-1, "", 5), nowMs: 100);
        var since = Group.PhaseSinceMs;
        Apply(Commit(-1, "", 6), nowMs: 200);
        Apply(Expire(since, 100));
        Assert.Single(Group.Offsets);
        Apply(Expire(since, 200));
        Assert.False(_cluster.Groups.TryGet("g", out _));
    }

    [Fact]
    public void Expiry_spares_a_group_that_has_moved_on()
    {
        Apply(Commit(-1, "", 5), nowMs: 100);
        Apply(Join(1, "a"), nowMs: 300);
        Apply(Expire(100, 100));
        Assert.Single(Group.Offsets);
    }

    [Fact]
    public void A_group_with_members_is_not_deleted()
    {
        Apply(Join(1, "a"));
        Assert.Equal(ErrorCode.NonEmptyGroup, Apply(new DeleteGroup { GroupId = "g" }));
        Apply(Join(2));
        Assert.Equal(ErrorCode.None, Apply(new DeleteGroup { GroupId = "g" }));
        Assert.Equal(ErrorCode.GroupIdNotFound, Apply(new DeleteGroup { GroupId = "g" }));
    }

    [Fact]
    public void A_retention_without_end_does_not_wrap_around()
    {
        var command = Commit(-1, "", 5);
        command.Offsets[0].RetentionMs = long.MaxValue;
        Apply(command, nowMs: 100);
        Assert.Equal(long.MaxValue, Group.Offsets.Values.Single().ExpireTimestampMs);
    }

    [Fact]
    public void Groups_come_back_from_a_snapshot_as_they_were()
    {
        var commit = Commit(-1, "", 5);
        commit.Offsets = [.. Enumerable.Range(0, 600).Select(
            partition => new OffsetToCommit { TopicId = LogsId, Partition = partition, Offset = partition, Metadata = "m" })];
        Apply(commit, nowMs: 100);
        Apply(Join(1, "a", "b"), nowMs: 200);
        Apply(Assign(1, "a", "b"), nowMs: 300);
        Apply(Commit(1, "a", 77), nowMs: 400);

        var loaded = SnapshotLoader.Load(Cut(_cluster));

        Assert.Equal(Cut(_cluster).SelectMany(chunk => chunk.ToArray()), Cut(loaded).SelectMany(chunk => chunk.ToArray()));
        Assert.True(loaded.Groups.TryGet("g", out var group));
        Assert.Equal((1, GroupPhase.Stable, 600), (group.Generation, group.Phase, group.Offsets.Count));
        Assert.Equal("b"u8.ToArray(), group.Members["b"].Assignment.ToArray());
        Assert.Equal(new CommittedOffset(77, -1, "", 400, -1), group.Offsets[new TopicPartition(LogsId, 0)]);
    }

    [Fact]
    public void Group_commands_survive_the_journal()
    {
        var join = Join(1, "a");
        join.Members[0].InstanceId = "host-1";
        var buffer = new ArrayBufferWriter<byte>();
        CommandCatalog.Write(join, buffer);
        var reader = new WireReader(buffer.WrittenMemory);
        var read = Assert.IsType<CompleteJoin>(CommandCatalog.Read(ref reader));
        Assert.Equal(("g", 1, "range", "host-1"), (read.GroupId, read.Generation, read.ProtocolName, read.Members[0].InstanceId));
    }

    private GroupState Group =>
        _cluster.Groups.TryGet("g", out var group) ? group : throw new InvalidOperationException("There is no group.");

    private static CompleteJoin Join(int generation, params string[] members) => new()
    {
        GroupId = "g",
        Generation = generation,
        ProtocolType = "consumer",
        ProtocolName = members.Length == 0 ? null : "range",
        LeaderId = members.FirstOrDefault(),
        Members = [.. members.Select(member => new MemberState { MemberId = member })],
    };

    private static AssignGroup Assign(int generation, params string[] members) => new()
    {
        GroupId = "g",
        Generation = generation,
        Assignments = [.. members.Select(member => new GroupAssignment { MemberId = member, Assignment = Encoding.UTF8.GetBytes(member) })],
    };

    private static CommitOffsets Commit(int generation, string member, long offset) => new()
    {
        GroupId = "g",
        Generation = generation,
        MemberId = member,
        Offsets = [new OffsetToCommit { TopicId = LogsId, Partition = 0, Offset = offset }],
    };

    private static ExpireOffsets Expire(long phaseSinceMs, long commitTimestampMs) => new()
    {
        GroupId = "g",
        PhaseSinceMs = phaseSinceMs,
        Offsets = [new ExpiredOffset { TopicId = LogsId, Partition = 0, CommitTimestampMs = commitTimestampMs }],
    };

    private static List<ReadOnlyMemory<byte>> Cut(ClusterState cluster)
    {
        using var cut = SnapshotCut.Of(cluster);
        return [.. cut.ReadChunks().Select(static chunk => (ReadOnlyMemory<byte>)chunk.ToArray())];
    }

    private ErrorCode Apply(Command command, long nowMs = 1000)
    {
        command.TimestampMs = nowMs;
        return _cluster.Apply(command, ++_sequence, _effects).Error;
    }
}
