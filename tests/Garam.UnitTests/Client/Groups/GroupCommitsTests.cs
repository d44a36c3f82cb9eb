using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Fetching;
using Garam.Client.Groups;
using Garam.Protocol;
using Garam.Protocol.Messages.FindCoordinator;
using Garam.Protocol.Messages.Headers;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.OffsetCommit;
using Garam.Protocol.Wire;
using Garam.Transport.InMemory;
using Garam.UnitTests.Client.Support;

namespace Garam.UnitTests.Client.Groups;

/// <summary>Commits to a coordinator that knows some topics, while metadata knows some.</summary>
public sealed class GroupCommitsTests
{
    private const int Port = 9092;

    private static readonly TopicPartition Here = new("here", 0);
    private static readonly TopicPartition Doubtful = new("doubtful", 0);

    private readonly HashSet<string> _known = [Here.Topic];
    private readonly List<string[]> _committed = [];
    private int _learnsAtCommit = int.MaxValue;

    [Fact]
    public void A_commit_for_a_topic_that_is_gone_ends_at_once_and_says_so() => Run(async commits =>
    {
        var fault = await Assert.ThrowsAsync<KafkaException>(() => CommitAsync(commits));

        Assert.Equal(KafkaFault.TopicNotFound, fault.Fault);
        Assert.Contains("doubtful-0", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("here-0", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["doubtful", "here"], Assert.Single(_committed));
    });

    [Fact]
    public void A_commit_for_a_topic_that_the_coordinator_does_not_know_yet_is_repeated() => Run(async commits =>
    {
        _known.Add(Doubtful.Topic);
        _learnsAtCommit = 3;

        Assert.Equal(ErrorCode.None, await CommitAsync(commits));
        Assert.Equal(3, _committed.Count);
    });

    private static async Task<ErrorCode> CommitAsync(GroupCommits commits)
    {
        var offsets = new Dictionary<TopicPartition, CommittedOffset> { [Doubtful] = new(1), [Here] = new(2) };
        return await commits.CommitAsync(new GroupMembership("member", 1), offsets, CancellationToken.None);
    }

    private void Run(Func<GroupCommits, Task> test)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var transport = new InMemoryTransport(new InMemoryTransportOptions(), time.Clock);
            _ = new ScriptedServer(transport, Port, (header, body) => ValueTask.FromResult(Answer(header, body))).ServeAsync();
            await using var client = new ClusterClient(
                new ClusterClientOptions { Bootstrap = [new HostPort("broker", Port)] }, transport, time.Clock, new Random(1));
            var options = new GroupOptions { GroupId = "group", Topics = [] };
            using var consumer = new PartitionConsumer(client, new ConsumerOptions());
            await test(new GroupCommits(client, options, new GroupProtocol(client, options), consumer));
        });
    }

    private IMessage? Answer(RequestHeader header, ReadOnlyMemory<byte> body) => header.RequestApiKey switch
    {
        ApiKey.FindCoordinator => new FindCoordinatorResponse
        {
            Coordinators = [new FindCoordinatorResponse.Coordinator { Key = "group", Host = "broker", Port = Port }],
        },
        ApiKey.Metadata => new MetadataResponse
        {
            Topics = [.. ScriptedServer.Read<MetadataRequest>(header, body).Topics!.Where(topic => _known.Contains(topic.Name!))
                .Select(static topic => new MetadataResponse.MetadataResponseTopic { Name = topic.Name })],
        },
        ApiKey.OffsetCommit => Commit(ScriptedServer.Read<OffsetCommitRequest>(header, body)),
        _ => null,
    };

    private OffsetCommitResponse Commit(OffsetCommitRequest request)
    {
        _committed.Add([.. request.Topics.Select(static topic => topic.Name)]);
        return new OffsetCommitResponse
        {
            Topics = [.. request.Topics.Select(topic => new OffsetCommitResponse.OffsetCommitResponseTopic
            {
                Name = topic.Name,
                Partitions =
                [
                    new OffsetCommitResponse.OffsetCommitResponsePartition
                    {
                        ErrorCode = topic.Name == Here.Topic || _committed.Count >= _learnsAtCommit
                            ? ErrorCode.None
                            : ErrorCode.UnknownTopicOrPartition,
                    },
                ],
            })],
        };
    }
}
