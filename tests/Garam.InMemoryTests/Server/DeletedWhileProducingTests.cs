using Garam.Protocol;
using Garam.Protocol.Messages.DeleteTopics;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;

namespace Garam.InMemoryTests.Server;

/// <summary>A topic that goes away under its producers, and comes back under its name.</summary>
public sealed class DeletedWhileProducingTests
{
    [Fact]
    public async Task Producers_are_told_and_the_new_topic_receives_nothing_that_was_meant_for_the_old_one()
    {
        await using var node = await NodeFixture.StartAsync();
        var old = await node.CreateTopicAsync("t");
        var producing = Enumerable.Range(0, 50).Select(number => ProduceByIdAsync(node, old.TopicId, $"old {number}")).ToArray();
        var deleted = await node.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(
            new() { Topics = [new() { Name = "t" }], TimeoutMs = 10_000 });
        Assert.Equal(ErrorCode.None, deleted.Responses[0].ErrorCode);
        var renewed = await node.CreateTopicAsync("t");

        var results = await Task.WhenAll(producing);
        Assert.All(results, error => Assert.True(
            error is ErrorCode.None or ErrorCode.UnknownTopicId or ErrorCode.UnknownTopicOrPartition, error.ToString()));
        Assert.Equal(ErrorCode.UnknownTopicId, await ProduceByIdAsync(node, old.TopicId, "late"));
        Assert.Equal(ErrorCode.None, await ProduceByIdAsync(node, renewed.TopicId, "new"));
        Assert.Equal((ErrorCode.None, 1L), await FetchAsync(node, renewed.TopicId));
        Assert.Equal(ErrorCode.UnknownTopicId, (await FetchAsync(node, old.TopicId)).Error);
    }

    private static async Task<ErrorCode> ProduceByIdAsync(NodeFixture node, Uuid topicId, string value)
    {
        var partition = new ProduceRequest.PartitionProduceData { Index = 0, Records = new RecordSlices(BatchBytes.Of(value)) };
        var answer = await node.CallAsync<ProduceRequest, ProduceResponse>(
            new() { Acks = -1, TimeoutMs = 10_000, TopicData = [new() { TopicId = topicId, PartitionData = [partition] }] });
        return answer.Responses[0].PartitionResponses[0].ErrorCode;
    }

    private static async Task<(ErrorCode Error, long HighWatermark)> FetchAsync(NodeFixture node, Uuid topicId)
    {
        var partition = new FetchRequest.FetchPartition
        {
            Partition = 0,
            FetchOffset = 0,
            PartitionMaxBytes = 1 << 20,
            CurrentLeaderEpoch = -1,
            LastFetchedEpoch = -1,
        };
        var answer = await node.CallAsync<FetchRequest, FetchResponse>(
            new()
            {
                MaxWaitMs = 0,
                MinBytes = 0,
                MaxBytes = 1 << 20,
                SessionEpoch = -1,
                Topics = [new() { TopicId = topicId, Partitions = [partition] }],
            });
        var fetched = answer.Responses[0].Partitions[0];
        return (fetched.ErrorCode, fetched.HighWatermark);
    }
}
