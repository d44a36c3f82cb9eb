using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.Heartbeat;
using Garam.Protocol.Messages.JoinGroup;
using Garam.Protocol.Messages.OffsetCommit;

namespace Garam.InMemoryTests.Server;

/// <summary>Requests of groups that are too large are answered with Kafka's error, and their connection goes on.</summary>
public sealed class LargeGroupTests
{
    [Fact]
    public async Task A_join_that_no_record_can_hold_is_refused()
    {
        await using var node = await NodeFixture.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(ErrorCode.UnknownServerError, (await JoinAsync(node.Client, 3 * 1024 * 1024)).ErrorCode);
        }

        var joined = await JoinAsync(node.Client, 10);
        Assert.Equal(ErrorCode.None, joined.ErrorCode);
        var heartbeat = new HeartbeatRequest { GroupId = "g", MemberId = joined.MemberId, GenerationId = joined.GenerationId };
        Assert.Equal(
            ErrorCode.None,
            (await node.Client.CallAsync<HeartbeatRequest, HeartbeatResponse>(heartbeat, CancellationToken.None)).ErrorCode);
    }

    [Fact]
    public async Task A_commit_that_no_batch_can_hold_is_refused_whole()
    {
        await using var node = await NodeFixture.StartAsync();
        var topic = await node.CreateTopicAsync("t");
        var request = new OffsetCommitRequest
        {
            GroupId = "g",
            GenerationIdOrMemberEpoch = -1,
            Topics =
            [
                new()
                {
                    Name = "t",
                    TopicId = topic.TopicId,
                    Partitions = [.. Enumerable.Range(0, 300).Select(_ => new OffsetCommitRequest.OffsetCommitRequestPartition
                    {
                        CommittedOffset = 1, CommittedMetadata = new string('x', 4096),
                    })],
                },
            ],
        };
        var answer = await node.Client.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(request, CancellationToken.None);
        Assert.All(answer.Topics[0].Partitions, partition => Assert.Equal(ErrorCode.UnknownServerError, partition.ErrorCode));
        Assert.Equal(ErrorCode.None, await node.CommitAsync("g", topic.TopicId, 0, ""));
    }

    private static async Task<JoinGroupResponse> JoinAsync(KafkaConnection client, int bytes) =>
        await client.CallAsync<JoinGroupRequest, JoinGroupResponse>(
            new()
            {
                GroupId = "g",
                SessionTimeoutMs = 10_000,
                RebalanceTimeoutMs = 10_000,
                ProtocolType = "consumer",
                Protocols = [new() { Name = "range", Metadata = new byte[bytes] }],
            },
            CancellationToken.None,
            versionMax: 3);
}
