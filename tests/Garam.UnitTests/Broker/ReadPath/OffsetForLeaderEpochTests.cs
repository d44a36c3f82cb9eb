using Garam.Broker.Handlers.OffsetForLeaderEpoch;
using Garam.Broker.Leader;
using Garam.Metadata.Logs;
using Garam.Protocol;
using Garam.Protocol.Messages.OffsetForLeaderEpoch;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.ReadPath;

/// <summary>The values are those of Apache Kafka 4.3.1 for a partition that never changed its leader.</summary>
public sealed class OffsetForLeaderEpochTests
{
    [Theory]
    [InlineData(0, 0, -1, ErrorCode.None, 0, 5)]
    [InlineData(0, 0, 0, ErrorCode.None, 0, 5)]
    [InlineData(0, 1, -1, ErrorCode.None, -1, -1)]
    [InlineData(0, -1, -1, ErrorCode.None, -1, -1)]
    [InlineData(0, -2, -1, ErrorCode.None, -2, 2)]
    [InlineData(0, 0, 1, ErrorCode.UnknownLeaderEpoch, -1, -1)]
    [InlineData(0, 0, -2, ErrorCode.FencedLeaderEpoch, -1, -1)]
    [InlineData(7, 0, 5, ErrorCode.UnknownTopicOrPartition, -1, -1)]
    public void An_epoch_ends_where_kafka_says(int partition, int epoch, int current, ErrorCode error, int answeredEpoch, long end) =>
        BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await rig.ProduceAsync(topic, 0, Batches.Make(5));
        rig.Leader.Apply(new AdvanceLogStart { Partitions = [new() { TopicId = topic, Offset = 2 }] });
        var handler = new OffsetForLeaderEpochHandler(new LeaderReads(rig.Leader, rig.Leader.Replica), rig.Leader.Replica);
        var request = new OffsetForLeaderEpochRequest
        {
            Topics =
            [
                new() { Topic = "logs", Partitions = [new() { Partition = partition, LeaderEpoch = epoch, CurrentLeaderEpoch = current }] },
            ],
        };
        var answer = (await rig.CallAsync<OffsetForLeaderEpochResponse>(handler, request, 4))!.Topics[0].Partitions[0];

        Assert.Equal((error, answeredEpoch, end), (answer.ErrorCode, answer.LeaderEpoch, answer.EndOffset));
    });
}
