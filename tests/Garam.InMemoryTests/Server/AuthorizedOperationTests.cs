using Garam.Protocol.Messages.DescribeCluster;
using Garam.Protocol.Messages.DescribeGroups;
using Garam.Protocol.Messages.DescribeTopicPartitions;
using Garam.Protocol.Messages.Metadata;

namespace Garam.InMemoryTests.Server;

/// <summary>The numbers are those that Apache Kafka 4.3.1 answered without an authorizer.</summary>
public sealed class AuthorizedOperationTests
{
    private const int OfCluster = 8096;
    private const int OfTopic = 3576;
    private const int OfGroup = 3400;
    private const int Omitted = int.MinValue;

    [Theory]
    [InlineData(8, true, true, OfCluster, OfTopic)]
    [InlineData(8, false, false, Omitted, Omitted)]
    [InlineData(10, true, false, OfCluster, Omitted)]
    [InlineData(10, false, true, Omitted, OfTopic)]
    [InlineData(13, false, true, Omitted, OfTopic)]
    public async Task Metadata_tells_them_where_they_are_asked_for(short version, bool ofCluster, bool ofTopics, int cluster, int topic)
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        var request = new MetadataRequest
        {
            Topics = [new() { Name = "t" }, new() { Name = "missing" }],
            AllowAutoTopicCreation = false,
            IncludeClusterAuthorizedOperations = ofCluster,
            IncludeTopicAuthorizedOperations = ofTopics,
        };
        var answer = await node.CallAsync<MetadataRequest, MetadataResponse>(request, version);
        Assert.Equal(cluster, answer.ClusterAuthorizedOperations);
        Assert.All(answer.Topics, described => Assert.Equal(topic, described.TopicAuthorizedOperations));
    }

    [Theory]
    [InlineData(true, OfCluster)]
    [InlineData(false, Omitted)]
    public async Task DescribeCluster_tells_them_where_they_are_asked_for(bool isAsked, int expected)
    {
        await using var node = await NodeFixture.StartAsync();
        var answer = await node.CallAsync<DescribeClusterRequest, DescribeClusterResponse>(
            new() { EndpointType = 1, IncludeClusterAuthorizedOperations = isAsked });
        Assert.Equal(expected, answer.ClusterAuthorizedOperations);
    }

    [Fact]
    public async Task DescribeTopicPartitions_always_tells_them()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("t");
        var answer = await node.CallAsync<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse>(
            new() { Topics = [new() { Name = "t" }, new() { Name = "a b" }] });
        Assert.All(answer.Topics, topic => Assert.Equal(OfTopic, topic.TopicAuthorizedOperations));
    }

    [Theory]
    [InlineData(true, OfGroup)]
    [InlineData(false, Omitted)]
    public async Task DescribeGroups_tells_them_where_they_are_asked_for(bool isAsked, int expected)
    {
        await using var node = await NodeFixture.StartAsync();
        var topic = await node.CreateTopicAsync("t");
        await node.CommitAsync("g", topic.TopicId, 0);
        var answer = await node.CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(
            new() { Groups = ["g"], IncludeAuthorizedOperations = isAsked });
        Assert.Equal(expected, Assert.Single(answer.Groups).AuthorizedOperations);
    }
}
