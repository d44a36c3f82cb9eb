using System.Text;
using Garam.Controller.Groups;
using Garam.Journal.Gateway;
using Garam.Metadata.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.LeaveGroup;
using Garam.Protocol.Messages.SyncGroup;
using Garam.Protocol.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Controller.Groups;

/// <summary>
/// One coordinator over a real state machine and a leader that a test can hold up, in virtual time. Its clients speak the newest versions
/// unless told otherwise.
/// </summary>
internal sealed class GroupWorld : IDisposable
{
    public const string GroupId = "readers";
    public const string Range = "range";

    private readonly GroupCoordinatorOptions _options;
    private CancellationTokenSource _leadership = new();
    private int _ids;

    private GroupWorld(VirtualTime time, GroupCoordinatorOptions options)
    {
        Time = time;
        _options = options;
        (Coordinator, Api) = Start();
    }

    public VirtualTime Time { get; }

    public LeaderStub Leader { get; } = new();

    public GroupCoordinator Coordinator { get; private set; }

    public GroupApi Api { get; private set; }

    public GroupState State => Leader.Find(GroupId) ?? throw new InvalidOperationException("The state knows no such group.");

    public static void Run(Func<GroupWorld, Task> scenario, GroupCoordinatorOptions? options = null)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            using var world = new GroupWorld(time, options ?? new GroupCoordinatorOptions());
            await scenario(world);
        });
    }

    /// <summary>The leader dies with all its memory; another one takes over the state.</summary>
    public void FailOver()
    {
        Dispose();
        _leadership = new CancellationTokenSource();
        Leader.Forget();
        (Coordinator, Api) = Start();
    }

    public void Dispose()
    {
        Coordinator.Dispose();
        _leadership.Cancel();
        _leadership.Dispose();
    }

    public Task Pass(TimeSpan span) => Task.Delay(span, Time.Clock);

    /// <summary>Lets everything run that can run without time passing.</summary>
    public static async Task Settle()
    {
        for (var i = 0; i < 20; i++)
        {
            await Task.Yield();
        }
    }

    public async Task<TResponse> Ask<TResponse>(IRequest request, short version, string clientId = "app")
        where TResponse : class, IMessage =>
        (TResponse)await CoordinatorApis.Get(KeyOf(request))
            .CallAsync(Api, request, new CoordinatorCall(version, new ForwardedCaller(clientId, "/10.0.0.7"), CancellationToken.None));

    public Task<JoinGroupResponse> Join(
        string memberId = "", string? instanceId = null, short version = 9, Action<JoinGroupRequest>? adapt = null)
    {
        var request = new JoinGroupRequest
        {
            GroupId = GroupId,
            MemberId = memberId,
            GroupInstanceId = instanceId,
            SessionTimeoutMs = 10_000,
            RebalanceTimeoutMs = 60_000,
            ProtocolType = "consumer",
            Protocols = [Offer(Range)],
        };
        adapt?.Invoke(request);
        return Ask<JoinGroupResponse>(request, version);
    }

    /// <summary>KIP-394: asks for an id, then joins with it.</summary>
    public async Task<JoinGroupResponse> JoinTwice(Action<JoinGroupRequest>? adapt = null)
    {
        var first = await Join(adapt: adapt);
        Assert.Equal(ErrorCode.MemberIdRequired, first.ErrorCode);
        return await Join(first.MemberId, adapt: adapt);
    }

    public Task<SyncGroupResponse> Sync(JoinGroupResponse joined, string? instanceId = null, Action<SyncGroupRequest>? adapt = null)
    {
        var request = new SyncGroupRequest
        {
            GroupId = GroupId,
            MemberId = joined.MemberId,
            GroupInstanceId = instanceId,
            GenerationId = joined.GenerationId,
            ProtocolType = "consumer",
            ProtocolName = joined.ProtocolName,
            Assignments = [.. joined.Members.Select(member => new SyncGroupRequest.SyncGroupRequestAssignment
            {
                MemberId = member.MemberId,
                Assignment = PartOf(member.MemberId, joined.GenerationId),
            })],
        };
        adapt?.Invoke(request);
        return Ask<SyncGroupResponse>(request, 5);
    }

    public async Task<ErrorCode> Heartbeat(JoinGroupResponse joined, string? instanceId = null) =>
        (await Ask<HeartbeatResponse>(
            new HeartbeatRequest
            {
                GroupId = GroupId,
                MemberId = joined.MemberId,
                GenerationId = joined.GenerationId,
                GroupInstanceId = instanceId,
            }, 4)).ErrorCode;

    public Task<LeaveGroupResponse> Leave(params string[] memberIds) => Ask<LeaveGroupResponse>(
        new LeaveGroupRequest
        {
            GroupId = GroupId,
            Members =
                [.. memberIds.Select(memberId => new LeaveGroupRequest.MemberIdentity { MemberId = memberId, GroupInstanceId = null })],
        },
        5);

    /// <summary>A stable group of one.</summary>
    public async Task<JoinGroupResponse> Stable(string? instanceId = null)
    {
        var joined = instanceId is null ? await JoinTwice() : await Join(instanceId: instanceId);
        Assert.Equal(ErrorCode.None, joined.ErrorCode);
        var synced = await Sync(joined, instanceId);
        Assert.Equal(ErrorCode.None, synced.ErrorCode);
        return joined;
    }

    /// <summary>A stable group of several: the first one leads.</summary>
    public async Task<JoinGroupResponse[]> StableOf(int members, Func<int, string?>? instanceId = null)
    {
        var joined = new[] { await Stable(instanceId?.Invoke(0)) };
        for (var count = 2; count <= members; count++)
        {
            var newest = count - 1;
            var newcomer = instanceId?.Invoke(newest) is { } id ? Join(instanceId: id) : JoinTwice();
            await Settle();
            var rejoins = joined.Select((member, index) => Join(member.MemberId, instanceId?.Invoke(index))).ToList();
            joined = await Task.WhenAll(rejoins.Append(newcomer));
            await Task.WhenAll(joined.Select((member, index) => Sync(member, instanceId?.Invoke(index))));
        }

        return joined;
    }

    public static JoinGroupRequest.JoinGroupRequestProtocol Offer(string name, params string[] topics) =>
        new() { Name = name, Metadata = ConsumerSubscription.Of(topics.Length == 0 ? ["logs"] : topics) };

    public static byte[] PartOf(string memberId, int generation) => Encoding.UTF8.GetBytes($"{memberId}@{generation}");

    private static ApiKey KeyOf(IMessage request) =>
        Enum.Parse<ApiKey>(request.GetType().Name.Replace("Request", "", StringComparison.Ordinal));

    private (GroupCoordinator Coordinator, GroupApi Api) Start()
    {
        var coordinator = new GroupCoordinator(
            Leader, Leader, _options, Time.Clock, () => new Guid(++_ids, 0, 0, new byte[8]),
            new GroupMetrics(new TestMeters()), NullLogger<GroupCoordinator>.Instance);
        _ = coordinator.RunAsync(_leadership.Token);
        return (coordinator, new GroupApi(coordinator, Leader, Leader));
    }
}
