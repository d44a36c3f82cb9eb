using Garam.Client.Connections;
using Garam.Journal.Backends;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.SyncGroup;

namespace Garam.Simulation.Scenarios;

/// <summary>
/// An append hangs for much longer than a session, and the members of a group say nothing meanwhile, as if their heartbeats waited behind
/// requests that wait for the journal. The time of the stall is not held against them; silence after it is.
/// </summary>
public sealed class StalledSessionTests
{
    private const string Group = "patient";
    private const int SessionMs = 6_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_member_survives_an_append_that_hangs_longer_than_its_session(int seed) => Scenario.Run(seed, StallAsync);

    private static async Task StallAsync(Scenario scenario)
    {
        var node = scenario.StartNode(storeIsExclusive: true);
        var replica = (await node.Started).Replica;
        var member = scenario.NewMachine("member");
        await member.RunAsync(async () =>
        {
            await using var connection = await member.ConnectAsync();
            var (memberId, generation) = await JoinAsync(connection);

            var lands = scenario.Store.HoldCreate(ObjectStoreJournal.KeyOf(replica.AppliedSequence + 1));
            var creating = Scenario.CreateTopicAsync(scenario.NewMachine("client"), "slow");
            await scenario.UntilAsync(() => scenario.Store.HeldCreates == 1);
            await scenario.DelayAsync(TimeSpan.FromMilliseconds(2 * SessionMs));
            lands.SetResult();
            await creating;

            Assert.Equal(ErrorCode.None, await HeartbeatAsync(connection, memberId, generation));
            await scenario.DelayAsync(TimeSpan.FromMilliseconds(SessionMs / 2));
            Assert.Equal(ErrorCode.None, await HeartbeatAsync(connection, memberId, generation));
            await scenario.DelayAsync(TimeSpan.FromMilliseconds(SessionMs * 1.5));
            Assert.Equal(ErrorCode.UnknownMemberId, await HeartbeatAsync(connection, memberId, generation));
        });
        await node.Life.StopAsync();
    }

    private static async Task<(string MemberId, int Generation)> JoinAsync(KafkaConnection connection)
    {
        var request = new JoinGroupRequest
        {
            GroupId = Group,
            SessionTimeoutMs = SessionMs,
            RebalanceTimeoutMs = SessionMs,
            ProtocolType = "consumer",
            Protocols = [new JoinGroupRequest.JoinGroupRequestProtocol { Name = "range" }],
        };
        var joined = await connection.CallAsync<JoinGroupRequest, JoinGroupResponse>(request, CancellationToken.None, versionMax: 3);
        Assert.Equal(ErrorCode.None, joined.ErrorCode);
        var synced = await connection.CallAsync<SyncGroupRequest, SyncGroupResponse>(
            new SyncGroupRequest
            {
                GroupId = Group,
                GenerationId = joined.GenerationId,
                MemberId = joined.MemberId,
                ProtocolType = "consumer",
                ProtocolName = "range",
            },
            CancellationToken.None);
        Assert.Equal(ErrorCode.None, synced.ErrorCode);
        return (joined.MemberId, joined.GenerationId);
    }

    private static async Task<ErrorCode> HeartbeatAsync(KafkaConnection connection, string memberId, int generation) =>
        (await connection.CallAsync<HeartbeatRequest, HeartbeatResponse>(
            new HeartbeatRequest { GroupId = Group, MemberId = memberId, GenerationId = generation }, CancellationToken.None)).ErrorCode;
}
