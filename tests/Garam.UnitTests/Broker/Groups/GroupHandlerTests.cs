using System.Buffers.Binary;
using System.Net;
using Garam.Broker.Handlers.Groups;
using Garam.Broker.Requests;
using Garam.Journal.Gateway;
using Garam.Metadata;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.DeleteGroups;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.FindCoordinator;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Messages.SyncGroup;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;
using Garam.Transport.Frames;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.Groups;

public sealed class GroupHandlerTests
{
    private readonly Gateway _gateway = new();
    private readonly Draining _draining = new();
    private readonly ForwardingBudget _budget = new(1_000_000);
    private readonly StateGateway _state = new();
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task A_group_is_coordinated_by_an_agent_that_metadata_lists(short version)
    {
        var handler = new FindCoordinatorHandler(new Locator(new CoordinatorEndpoint(7, "garam", 9092)));
        var answer = await Ask<FindCoordinatorResponse>(
            handler, new FindCoordinatorRequest { Key = "g", CoordinatorKeys = ["g"] }, version);
        Assert.Equal((7, "garam", 9092, ErrorCode.None), Found(answer, version));
    }

    [Theory]
    [InlineData(1, ErrorCode.TransactionalIdAuthorizationFailed)]
    [InlineData(2, ErrorCode.InvalidRequest)]
    [InlineData(9, ErrorCode.InvalidRequest)]
    public async Task Other_coordinators_are_refused_for_good(sbyte keyType, ErrorCode expected)
    {
        var handler = new FindCoordinatorHandler(new Locator(new CoordinatorEndpoint(7, "garam", 9092)));
        foreach (short version in new[] { 1, 4, 6 })
        {
            var request = new FindCoordinatorRequest { Key = "t", CoordinatorKeys = ["t"], KeyType = keyType };
            Assert.Equal((-1, "", -1, expected), Found(await Ask<FindCoordinatorResponse>(handler, request, version), version));
        }
    }

    [Fact]
    public async Task A_small_request_for_coordinators_has_no_large_answer()
    {
        var handler = new FindCoordinatorHandler(new Locator(new CoordinatorEndpoint(7, "garam", 9092)));
        var repeated = await Ask<FindCoordinatorResponse>(
            handler, new FindCoordinatorRequest { CoordinatorKeys = [.. Enumerable.Repeat("", 50_000), "g"] }, 6);
        Assert.Equal(["", "g"], repeated.Coordinators.Select(coordinator => coordinator.Key));

        var many = await Ask<FindCoordinatorResponse>(
            handler, new FindCoordinatorRequest { CoordinatorKeys = [.. Enumerable.Range(0, 50_000).Select(number => $"g{number}")] }, 6);
        Assert.Equal(10_000, many.Coordinators.Length);
    }

    [Fact]
    public async Task Without_any_agent_clients_look_again()
    {
        var answer = await Ask<FindCoordinatorResponse>(
            new FindCoordinatorHandler(new Locator(null)), new FindCoordinatorRequest { Key = "g" }, 3);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, answer.ErrorCode);
    }

    [Fact]
    public async Task The_leader_learns_who_asks_and_its_answer_is_passed_on()
    {
        _gateway.Answer = new JoinGroupResponse { ErrorCode = ErrorCode.MemberIdRequired, MemberId = "app-1" };
        var answer = await Ask<JoinGroupResponse>(Forwarding(ApiKey.JoinGroup), new JoinGroupRequest { GroupId = "g" }, 9);
        Assert.Equal(("app-1", ErrorCode.MemberIdRequired), (answer.MemberId, answer.ErrorCode));
        Assert.Equal(new ForwardedCaller("app", "/10.0.0.7"), _gateway.Caller);
    }

    [Fact]
    public async Task Without_a_leader_members_are_kept_from_giving_up()
    {
        Assert.Equal(ErrorCode.None, (await Ask<HeartbeatResponse>(Heartbeats(), new HeartbeatRequest(), 4)).ErrorCode);
        Assert.Equal(
            ErrorCode.RebalanceInProgress,
            (await Ask<SyncGroupResponse>(Forwarding(ApiKey.SyncGroup), new SyncGroupRequest(), 5)).ErrorCode);
        Assert.Equal(
            ErrorCode.CoordinatorLoadInProgress,
            (await Ask<JoinGroupResponse>(Forwarding(ApiKey.JoinGroup), new JoinGroupRequest(), 9)).ErrorCode);
    }

    [Fact]
    public async Task A_frame_is_given_back_before_the_answer_is_there()
    {
        var parked = new TaskCompletionSource<IMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _gateway.Parked = parked.Task;
        var (context, frame) = Frame(ApiKey.JoinGroup, new JoinGroupRequest { GroupId = "g" }, 9);
        var reply = Forwarding(ApiKey.JoinGroup).HandleAsync(context, frame, CancellationToken.None);
        Assert.True(frame.IsReturned);
        parked.SetResult(new JoinGroupResponse());
        (await reply).Owner?.Dispose();
    }

    [Theory]
    [InlineData(ErrorKind.Unavailable)]
    [InlineData(ErrorKind.Throttled)]
    [InlineData(ErrorKind.Fenced)]
    [InlineData(ErrorKind.Conflict)]
    [InlineData(ErrorKind.Invalid)]
    public async Task Whatever_happens_to_the_leader_no_request_breaks_its_connection(ErrorKind kind)
    {
        _gateway.Fault = new GaramException(kind, "Something.");
        var commit = await Ask<OffsetCommitResponse>(Forwarding(ApiKey.OffsetCommit), CommitOf(100), 9);
        Assert.All(commit.Topics[0].Partitions, partition => Assert.Equal(ErrorCode.CoordinatorLoadInProgress, partition.ErrorCode));
        var delete = await Ask<DeleteGroupsResponse>(Forwarding(ApiKey.DeleteGroups), new DeleteGroupsRequest { GroupsNames = ["g"] }, 2);
        Assert.Equal(ErrorCode.CoordinatorLoadInProgress, delete.Results[0].ErrorCode);
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public async Task Heartbeats_without_a_leader_succeed_for_as_long_as_the_session_lasts()
    {
        _state.Apply(
            new CompleteJoin { GroupId = "g", Generation = 1, Members = [new MemberState { MemberId = "m", SessionTimeoutMs = 10_000 }] });
        var handler = Heartbeats();
        var heartbeat = new HeartbeatRequest { GroupId = "g", MemberId = "m", GenerationId = 1 };
        Assert.Equal(ErrorCode.None, (await Ask<HeartbeatResponse>(handler, heartbeat, 4)).ErrorCode);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(ErrorCode.None, (await Ask<HeartbeatResponse>(handler, heartbeat, 4)).ErrorCode);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, (await Ask<HeartbeatResponse>(handler, heartbeat, 4)).ErrorCode);

        _gateway.Answer = new HeartbeatResponse();
        await Ask<HeartbeatResponse>(handler, heartbeat, 4);
        _gateway.Answer = null;

        Assert.Equal(ErrorCode.None, (await Ask<HeartbeatResponse>(handler, heartbeat, 4)).ErrorCode);
    }

    [Fact]
    public async Task Requests_beyond_the_budget_are_told_to_come_again_and_heartbeats_get_through()
    {
        var parked = new TaskCompletionSource<IMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _gateway.Parked = parked.Task;
        var handler = Forwarding(ApiKey.JoinGroup);
        var large = new JoinGroupRequest
        {
            GroupId = "g",
            Protocols = [new JoinGroupRequest.JoinGroupRequestProtocol { Name = "range", Metadata = new byte[350_000] }],
        };
        var (context, frame) = Frame(ApiKey.JoinGroup, large, 9);
        var first = handler.HandleAsync(context, frame, CancellationToken.None);

        Assert.Equal(ErrorCode.CoordinatorLoadInProgress, (await Ask<JoinGroupResponse>(handler, large, 9)).ErrorCode);
        _gateway.Parked = null;
        _gateway.Answer = new HeartbeatResponse { ErrorCode = ErrorCode.RebalanceInProgress };
        Assert.Equal(
            ErrorCode.RebalanceInProgress,
            (await Ask<HeartbeatResponse>(Heartbeats(), new HeartbeatRequest { GroupId = "g" }, 4)).ErrorCode);

        parked.SetResult(new JoinGroupResponse());
        (await first).Owner?.Dispose();
        Assert.Equal(0, _budget.Used);
    }

    [Fact]
    public async Task Large_answers_count_until_they_are_sent()
    {
        _gateway.Answer = new DescribeGroupsResponse
        {
            Groups = [new DescribeGroupsResponse.DescribedGroup
            {
                Members = [new DescribeGroupsResponse.DescribedGroupMember { MemberAssignment = new byte[700_000] }],
            }],
        };
        var handler = Forwarding(ApiKey.DescribeGroups);
        var (context, frame) = Frame(ApiKey.DescribeGroups, new DescribeGroupsRequest { Groups = ["g"] }, 6);
        var unsent = await handler.HandleAsync(context, frame, CancellationToken.None);
        Assert.InRange(_budget.Used, 700_000, 701_000);

        Assert.Equal(
            ErrorCode.CoordinatorLoadInProgress,
            (await Ask<DescribeGroupsResponse>(handler, new DescribeGroupsRequest { Groups = ["g"] }, 6)).Groups[0].ErrorCode);
        unsent.Owner!.Dispose();
        unsent.Owner.Dispose();

        Assert.Equal(0, _budget.Used);
        Assert.Equal(
            ErrorCode.None,
            (await Ask<DescribeGroupsResponse>(handler, new DescribeGroupsRequest { Groups = ["g"] }, 6)).Groups[0].ErrorCode);
    }

    [Fact]
    public async Task Once_the_agent_is_about_to_stop_nothing_is_forwarded()
    {
        _gateway.Answer = new HeartbeatResponse();
        var request = new HeartbeatRequest { GroupId = "g" };
        Assert.Equal(ErrorCode.None, (await Ask<HeartbeatResponse>(Heartbeats(), request, 4)).ErrorCode);
        _draining.Begin();
        Assert.Equal(ErrorCode.NotCoordinator, (await Ask<HeartbeatResponse>(Heartbeats(), request, 4)).ErrorCode);
    }

    private ForwardingHandler Heartbeats() => Forwarding(ApiKey.Heartbeat);

    private ForwardingHandler Forwarding(ApiKey key) =>
        new(CoordinatorApis.Get(key), _gateway, _budget, _state.Replica, _draining, _time);

    private static OffsetCommitRequest CommitOf(int partitions) => new()
    {
        GroupId = "g",
        Topics =
        [
            new OffsetCommitRequest.OffsetCommitRequestTopic
            {
                Name = "logs",
                Partitions = [.. Enumerable.Range(0, partitions).Select(
                    index => new OffsetCommitRequest.OffsetCommitRequestPartition { PartitionIndex = index })],
            },
        ],
    };

    private static (int, string, int, ErrorCode) Found(FindCoordinatorResponse answer, short version) => version < 4
        ? (answer.NodeId, answer.Host, answer.Port, answer.ErrorCode)
        : (answer.Coordinators[0].NodeId, answer.Coordinators[0].Host, answer.Coordinators[0].Port, answer.Coordinators[0].ErrorCode);

    private async Task<TResponse> Ask<TResponse>(IRequestHandler handler, IRequest request, short version)
        where TResponse : class, IMessage, new()
    {
        var (context, frame) = Frame(handler.Key, request, version);
        var pending = handler.HandleAsync(context, frame, CancellationToken.None).AsTask();
        while (!pending.IsCompleted)
        {
            // It may wait for a leader.
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        var reply = await pending;
        Assert.True(frame.IsReturned);
        byte[] bytes = [.. reply.Slices!.SelectMany(slice => slice.ToArray())];
        Assert.Equal(bytes.Length - sizeof(int), BinaryPrimitives.ReadInt32BigEndian(bytes));
        reply.Owner?.Dispose();
        return Parse<TResponse>(bytes, handler.Key, version);
    }

    private static TResponse Parse<TResponse>(byte[] bytes, ApiKey key, short version)
        where TResponse : class, IMessage, new()
    {
        var response = new TResponse();
        var reader = new WireReader(bytes.AsMemory(sizeof(int)));
        FrameEncoding.ReadResponseHeader(ref reader, key, version);
        response.Read(ref reader, version);
        reader.ExpectEnd();
        return response;
    }

    private static (RequestContext Context, TestFrame Frame) Frame(ApiKey key, IRequest request, short version)
    {
        using var body = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(body);
        request.Write(ref writer, version);
        writer.Flush();
        var connection = new FrameConnection(1, new IPEndPoint(IPAddress.Parse("10.0.0.7"), 4711));
        var frame = new TestFrame([.. body.Complete().SelectMany(slice => slice.ToArray())]);
        return (new RequestContext(key, version, 5, "app", 0, connection), frame);
    }

    private sealed class TestFrame(byte[] body) : IncomingFrame
    {
        public override ReadOnlyMemory<byte> Body => body;

        public bool IsReturned { get; private set; }

        protected override void Return() => IsReturned = true;
    }

    private sealed class Locator(CoordinatorEndpoint? endpoint) : ICoordinatorLocator, ICoordinatorChoice
    {
        public ICoordinatorChoice Look(RequestContext context) => this;

        public CoordinatorEndpoint? Choose(string group) => endpoint;
    }

    /// <summary>No leader answers unless the test gives it an answer.</summary>
    private sealed class Gateway : ILeaderGateway
    {
        public IMessage? Answer { get; set; }

        public Task<IMessage>? Parked { get; set; }

        public GaramException Fault { get; set; } = new(ErrorKind.Unavailable, "No leader.");

        public ForwardedCaller Caller { get; private set; }

        public ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<IMessage> ForwardAsync(
            ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation)
        {
            Caller = caller;
            return Parked is not null ? new ValueTask<IMessage>(Parked)
                : Answer is not null ? ValueTask.FromResult(Answer)
                : throw Fault;
        }
    }
}
