using Garam.Protocol;
using Garam.Protocol.Messages.DescribeTopicPartitions;
using Cursor = Garam.Protocol.Messages.DescribeTopicPartitions.DescribeTopicPartitionsRequest.TopicCursor;

namespace Garam.InMemoryTests.Server;

public sealed class DescribeTopicPartitionsTests
{
    [Fact]
    public async Task Pages_follow_each_other_until_everything_was_shown_once()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("a", partitions: 3);
        await node.CreateTopicAsync("b", partitions: 5);
        await node.CreateTopicAsync("c", partitions: 1);

        var seen = new List<(string?, int)>();
        Cursor? cursor = null;
        do
        {
            var page = await AskAsync(node, [], limit: 2, cursor);
            Assert.InRange(page.Topics.Sum(topic => topic.Partitions.Length), 1, 2);
            seen.AddRange(page.Topics.SelectMany(topic => topic.Partitions.Select(partition => (topic.Name, partition.PartitionIndex))));
            cursor = page.NextCursor is { } next ? new Cursor { TopicName = next.TopicName, PartitionIndex = next.PartitionIndex } : null;
        }
        while (cursor is not null);

        Assert.Equal([("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 1), ("b", 2), ("b", 3), ("b", 4), ("c", 0)], seen);
    }

    [Fact]
    public async Task Named_topics_come_in_order_each_with_its_own_error()
    {
        await using var node = await NodeFixture.StartAsync();
        var created = await node.CreateTopicAsync("t");
        var answer = await AskAsync(node, ["t", "missing", "white space"], limit: 2000, null);

        Assert.Equal(
            [("missing", ErrorCode.UnknownTopicOrPartition), ("t", ErrorCode.None), ("white space", ErrorCode.InvalidTopicException)],
            answer.Topics.Select(topic => (topic.Name!, topic.ErrorCode)));
        var topic = answer.Topics[1];
        Assert.Equal(created.TopicId, topic.TopicId);
        var partition = Assert.Single(topic.Partitions);
        Assert.Equal([partition.LeaderId], partition.ReplicaNodes);
        Assert.Equal(0, partition.LeaderEpoch);
        Assert.Empty(partition.EligibleLeaderReplicas!);
        Assert.Empty(partition.LastKnownElr!);
        Assert.Null(answer.NextCursor);
    }

    private static Task<DescribeTopicPartitionsResponse> AskAsync(NodeFixture node, string[] topics, int limit, Cursor? cursor) =>
        node.CallAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(new()
        {
            Topics = [.. topics.Select(name => new DescribeTopicPartitionsRequest.TopicRequest { Name = name })],
            ResponsePartitionLimit = limit,
            Cursor = cursor,
        });
}
