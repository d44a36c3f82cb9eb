using Garam.Protocol;
using Garam.Protocol.Messages.DescribeCluster;
using Garam.Protocol.Messages.DescribeLogDirs;

namespace Garam.InMemoryTests.Server;

public sealed class ClusterTests
{
    [Fact]
    public async Task The_cluster_is_described_as_Metadata_describes_it()
    {
        await using var node = await NodeFixture.StartAsync();
        var metadata = await node.MetadataAsync();
        var cluster = await node.CallAsync<DescribeClusterRequest, DescribeClusterResponse>(new() { EndpointType = 1 });

        Assert.Equal(ErrorCode.None, cluster.ErrorCode);
        Assert.Equal((metadata.ClusterId, metadata.ControllerId), (cluster.ClusterId, cluster.ControllerId));
        Assert.Equal(
            metadata.Brokers.Select(broker => (broker.NodeId, broker.Host, broker.Port)),
            cluster.Brokers.Select(broker => (broker.BrokerId, broker.Host, broker.Port)));
        Assert.All(cluster.Brokers, broker => Assert.False(broker.IsFenced));
    }

    [Theory]
    [InlineData(2, ErrorCode.MismatchedEndpointType)]
    [InlineData(7, ErrorCode.UnsupportedEndpointType)]
    public async Task Other_endpoints_than_brokers_are_refused(sbyte endpointType, ErrorCode expected)
    {
        await using var node = await NodeFixture.StartAsync();
        var cluster = await node.CallAsync<DescribeClusterRequest, DescribeClusterResponse>(new() { EndpointType = endpointType });
        Assert.Equal((expected, endpointType), (cluster.ErrorCode, cluster.EndpointType));
        Assert.Empty(cluster.Brokers);
    }

    [Fact]
    public async Task The_log_directory_shows_what_each_partition_holds()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.CreateTopicAsync("full", partitions: 2);
        await node.CreateTopicAsync("other");
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("full", BatchBytes.Of("a", "b")));

        var everything = await AskAsync(node, null);
        Assert.Equal(["full", "other"], everything.Topics.Select(topic => topic.Name));
        Assert.True(everything.Topics[0].Partitions[0].PartitionSize > 0);
        Assert.Equal(0, everything.Topics[0].Partitions[1].PartitionSize);

        var asked = await AskAsync(node, [new() { Topic = "full", Partitions = [1, 9] }, new() { Topic = "missing", Partitions = [0] }]);
        Assert.Equal(1, Assert.Single(Assert.Single(asked.Topics).Partitions).PartitionIndex);
    }

    private static async Task<DescribeLogDirsResponse.DescribeLogDirsResult> AskAsync(
        NodeFixture node, DescribeLogDirsRequest.DescribableLogDirTopic[]? topics)
    {
        var answer = await node.CallAsync<DescribeLogDirsRequest, DescribeLogDirsResponse>(new() { Topics = topics });
        var directory = Assert.Single(answer.Results);
        Assert.Equal((ErrorCode.None, "memory", -1L), (directory.ErrorCode, directory.LogDir, directory.TotalBytes));
        return directory;
    }
}
