using System.Text;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>
/// Goal: whatever order joins, syncs, heartbeats, commits, restarts, silences and fail-overs come in, (1) one generation has one
/// assignment per member, (2) what a fenced or former member commits is not accepted, (3) what was accepted is there.
/// Method: clients with a seeded will of their own against one coordinator in virtual time; the leader is held up and lost at random.
/// </summary>
public sealed class RandomGroupTests
{
    private static readonly Uuid TopicId = new(3, 3);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Generations_assignments_and_offsets_stay_consistent(int seed) => GroupWorld.Run(async world =>
    {
        world.Leader.Apply(new CreateTopic { Name = "logs", TopicId = TopicId, Partitions = 8 });
        var random = new Random(seed);
        var witness = new Witness();
        var clients = Enumerable.Range(0, 6)
            .Select(index => new Client(world, witness, index, index < 2 ? $"host-{index}" : null)).ToArray();
        for (var step = 0; step < 600; step++)
        {
            var client = clients[random.Next(clients.Length)];
            client.Act(random);
            await Disturb(world, random);
        }

        world.Leader.IsHolding = false;
        world.Leader.Release();
        await GroupWorld.Settle();
        witness.CheckCommits(world);
        Assert.True(witness.Generations > 5, $"Only {witness.Generations} generations: the test tried too little.");
        Assert.True(witness.Commits > 20, $"Only {witness.Commits} commits: the test tried too little.");
    });

    private static async Task Disturb(GroupWorld world, Random random)
    {
        switch (random.Next(30))
        {
            case 0: world.Leader.IsHolding = true; break;
            case 1 or 2 or 3:
                world.Leader.IsHolding = false;
                world.Leader.Release();
                break;
            case 4: world.FailOver(); break;
            case < 10: await world.Pass(TimeSpan.FromSeconds(random.Next(1, 6))); break;
            default: await GroupWorld.Settle(); break;
        }
    }

    /// <summary>One consumer: does one thing at a time, as a real one does.</summary>
    private sealed class Client(GroupWorld world, Witness witness, int index, string? instanceId)
    {
        private Task _busy = Task.CompletedTask;
        private JoinGroupResponse? _joined;
        private string _memberId = "";
        private bool _isAssigned;
        private long _offset;

        public void Act(Random random)
        {
            if (!_busy.IsCompleted)
            {
                return;
            }

            var choice = random.Next(20);
            _busy = _joined is null || choice == 0 ? JoinAsync()
                : choice == 1 ? RestartAsync()
                : choice == 2 ? LeaveAsync()
                : !_isAssigned ? SyncAsync()
                : choice < 10 ? CommitAsync()
                : HeartbeatAsync();
        }

        private async Task JoinAsync()
        {
            _isAssigned = false;
            var answer = await world.Join(_memberId, instanceId);
            _joined = answer.ErrorCode == ErrorCode.None ? answer : null;
            if (answer.ErrorCode is ErrorCode.MemberIdRequired or ErrorCode.None)
            {
                _memberId = answer.MemberId;
            }
            else
            {
                Lose(answer.ErrorCode);
            }

            witness.Joined(_joined);
        }

        private async Task SyncAsync()
        {
            var joined = _joined!;
            var answer = await world.Sync(joined, instanceId);
            _isAssigned = answer.ErrorCode == ErrorCode.None;
            if (_isAssigned)
            {
                witness.Assigned(joined, answer.Assignment);
            }
            else
            {
                Lose(answer.ErrorCode);
            }
        }

        private async Task HeartbeatAsync() => Lose(await world.Heartbeat(_joined!, instanceId));

        private async Task CommitAsync()
        {
            var joined = _joined!;
            var offset = ++_offset;
            var request = new OffsetCommitRequest
            {
                GroupId = GroupWorld.GroupId,
                MemberId = joined.MemberId,
                GenerationIdOrMemberEpoch = joined.GenerationId,
                GroupInstanceId = instanceId,
                Topics =
                [
                    new OffsetCommitRequest.OffsetCommitRequestTopic
                    {
                        TopicId = TopicId,
                        Partitions =
                            [new OffsetCommitRequest.OffsetCommitRequestPartition { PartitionIndex = index, CommittedOffset = offset }],
                    },
                ],
            };
            try
            {
                var error = (await world.Ask<OffsetCommitResponse>(request, 10)).Topics[0].Partitions[0].ErrorCode;
                if (error == ErrorCode.None)
                {
                    witness.Committed(index, offset, joined);
                }

                Lose(error);
            }
            catch (GaramException)
            {
                // The leader went while the commit was on its way: nobody knows, so nothing is expected of it.
            }
        }

        private Task RestartAsync()
        {
            _joined = null;
            _memberId = "";
            return JoinAsync();
        }

        private async Task LeaveAsync()
        {
            await world.Leave(_memberId);
            _joined = null;
            _memberId = "";
        }

        private void Lose(ErrorCode error)
        {
            if (error is ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId)
            {
                _joined = null;
                _memberId = "";
            }
            else if (error is ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration)
            {
                _joined = null;
            }
        }
    }

    /// <summary>Collects the answers that clients got, and checks whether all of them can be true.</summary>
    private sealed class Witness
    {
        private readonly Dictionary<int, string?> _protocols = [];
        private readonly Dictionary<(int Generation, string MemberId), string> _assignments = [];
        private readonly Dictionary<int, long> _committed = [];

        public int Generations => _protocols.Count;

        public int Commits { get; private set; }

        public void Joined(JoinGroupResponse? joined)
        {
            if (joined is not null)
            {
                _protocols.TryAdd(joined.GenerationId, joined.ProtocolName);
                Assert.Equal(_protocols[joined.GenerationId], joined.ProtocolName);
            }
        }

        public void Assigned(JoinGroupResponse joined, ReadOnlyMemory<byte> assignment)
        {
            var key = (joined.GenerationId, joined.MemberId);
            var text = Encoding.UTF8.GetString(assignment.Span);
            _assignments.TryAdd(key, text);
            Assert.Equal(_assignments[key], text);
            Assert.True(text.Length == 0
                || text.EndsWith($"@{joined.GenerationId}", StringComparison.Ordinal), $"{text} is of another generation.");
        }

        public void Committed(int partition, long offset, JoinGroupResponse joined)
        {
            Commits++;
            _committed[partition] = offset;
            Assert.True(_protocols.ContainsKey(joined.GenerationId));
        }

        public void CheckCommits(GroupWorld world)
        {
            foreach (var (partition, offset) in _committed)
            {
                // A later commit of the same client may have become durable without its knowing.
                Assert.True(world.State.Offsets[new TopicPartition(TopicId, partition)].Offset >= offset);
            }

            CheckCommands(world.Leader.Applied.OfType<CommitOffsets>().ToList(), world);
        }

        private static void CheckCommands(List<CommitOffsets> commits, GroupWorld world) =>
            Assert.All(commits, commit => Assert.InRange(commit.Generation, 1, world.State.Generation));
    }
}
