using System.Text;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.UnitTests.Metadata;

/// <summary>
/// Commands of consumer groups by chance, most of them legal, some not. The same seed gives the same commands if the states are the same.
/// </summary>
internal sealed class RandomGroupHistory(int seed)
{
    private const int TopicsMax = 4;

    private readonly Random _random = new(seed);
    private int _members;
    private long _nowMs = 1_700_000_000_000;

    public Command Next(ClusterState state)
    {
        _nowMs += _random.Next(100);
        var groupId = $"group-{_random.Next(6)}";
        var group = state.Groups.TryGet(groupId, out var found) ? found : new GroupState(groupId);
        Command command = _random.Next(100) switch
        {
            < 4 => new CreateTopic { Name = $"t{_random.Next(TopicsMax)}", TopicId = AnyTopic(), Partitions = _random.Next(1, 4) },
            < 5 => new DeleteTopic { TopicId = AnyTopic() },
            < 25 => Join(group),
            < 45 => Assign(group),
            < 52 => new RemoveMembers
            {
                GroupId = groupId,
                Generation = AnyGeneration(group),
                MemberIds = [AnyMember(group), AnyMember(group)],
            },
            < 60 => Replace(group),
            < 88 => Commit(group),
            < 92 => new DeleteOffsets { GroupId = groupId, Partitions = [AnyOffsetToDelete(), AnyOffsetToDelete()] },
            < 94 => new DeleteGroup { GroupId = groupId },
            _ => Expire(group),
        };
        command.TimestampMs = _nowMs;
        return command;
    }

    private CompleteJoin Join(GroupState group)
    {
        var members = group.Members.Values.Where(_ => _random.Next(5) > 0)
            .Concat(Enumerable.Range(0, _random.Next(3)).Select(_ => NewMember(_random.Next(3) == 0)))
            .ToArray();
        return new CompleteJoin
        {
            GroupId = group.GroupId,
            Generation = group.Generation + (_random.Next(12) == 0 ? _random.Next(3) : 1),
            ProtocolType = _random.Next(10) == 0 ? "connect" : "consumer",
            ProtocolName = members.Length == 0 ? null : "range",
            LeaderId = members.Length == 0 ? null : members[_random.Next(members.Length)].MemberId,
            Members = members,
        };
    }

    private MemberState NewMember(bool isStatic) => new()
    {
        MemberId = $"member-{++_members}",
        InstanceId = isStatic ? $"instance-{_members}" : null,
        ClientId = "client",
        ClientHost = "/127.0.0.1",
        SessionTimeoutMs = _random.Next(6_000, 45_000),
        RebalanceTimeoutMs = _random.Next(60_000, 300_000),
        Protocols =
            [new MemberProtocol { Name = "range", Metadata = Bytes() }, new MemberProtocol { Name = "roundrobin", Metadata = Bytes() }],
    };

    private AssignGroup Assign(GroupState group) => new()
    {
        GroupId = group.GroupId,
        Generation = AnyGeneration(group),
        Assignments =
        [
            .. group.Members.Keys.Where(_ => _random.Next(6) > 0).Select(id => new GroupAssignment { MemberId = id, Assignment = Bytes() }),
        ],
    };

    private ReplaceStaticMember Replace(GroupState group)
    {
        var replaced = group.Members.Values.FirstOrDefault(member => member.IsStatic);
        return new ReplaceStaticMember
        {
            GroupId = group.GroupId,
            Generation = AnyGeneration(group),
            ReplacedMemberId = replaced?.MemberId ?? AnyMember(group),
            Member = replaced?.WithMemberId($"member-{++_members}") ?? NewMember(isStatic: true),
            KeepsGeneration = _random.Next(2) == 0,
        };
    }

    private CommitOffsets Commit(GroupState group) => new()
    {
        GroupId = group.GroupId,
        Generation = group.Phase == GroupPhase.Empty && _random.Next(4) > 0 ? -1 : AnyGeneration(group),
        MemberId = group.Phase == GroupPhase.Empty ? "" : AnyMember(group),
        Offsets = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => AnyCommit())],
    };

    private OffsetToCommit AnyCommit() => new()
    {
        TopicId = AnyTopic(),
        Partition = _random.Next(4),
        Offset = _random.Next(1000),
        LeaderEpoch = _random.Next(-1, 1),
        Metadata = _random.Next(3) == 0 ? "note" : "",
        RetentionMs = _random.Next(4) == 0 ? _random.Next(10_000) : -1,
    };

    private ExpireOffsets Expire(GroupState group) => new()
    {
        GroupId = group.GroupId,
        PhaseSinceMs = _random.Next(6) == 0 ? 1 : group.PhaseSinceMs,
        Offsets =
        [
            .. group.Offsets.Take(_random.Next(1, 3)).Select(offset => new ExpiredOffset
            {
                TopicId = offset.Key.TopicId,
                Partition = offset.Key.Partition,
                CommitTimestampMs = _random.Next(6) == 0 ? 1 : offset.Value.CommitTimestampMs,
            }),
        ],
    };

    private int AnyGeneration(GroupState group) => group.Generation - (_random.Next(15) == 0 ? 1 : 0);

    private string AnyMember(GroupState group) =>
        group.Members.Keys.ElementAtOrDefault(_random.Next(group.Members.Count + (_random.Next(8) == 0 ? 1 : 0))) ?? "stranger";

    private OffsetToDelete AnyOffsetToDelete() => new() { TopicId = AnyTopic(), Partition = _random.Next(4) };

    private Uuid AnyTopic() => new(13, (ulong)_random.Next(TopicsMax) + 1);

    private byte[] Bytes() => Encoding.ASCII.GetBytes($"bytes-{_random.Next(100)}");
}
