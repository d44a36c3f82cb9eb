using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.WritePath;

public sealed class ProduceRequestTests
{
    [Fact]
    public void Produce_refuses_what_it_cannot_take() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1, ("max.message.bytes", "500"));
        Assert.Equal(ErrorCode.MessageTooLarge, (await rig.ProduceAsync(topic, 0, Batches.Make(1, 600))).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await rig.ProduceAsync(topic, 1, Batches.Make(1))).ErrorCode);
        Assert.Equal(ErrorCode.UnknownTopicId, (await rig.ProduceAsync(new Uuid(9, 9), 0, Batches.Make(1))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRecord, (await rig.ProduceAsync(topic, 0, [])).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRequiredAcks, await ProduceAsync(rig, topic, acks: 2, null));
        Assert.Equal(ErrorCode.TransactionalIdAuthorizationFailed, await ProduceAsync(rig, topic, acks: -1, "tx"));
        Assert.Empty(rig.Write.Store.Creates);
    });

    [Fact]
    public void Acks_0_gets_no_answer_and_is_stored() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        Assert.Null(await ProduceAsync(rig, topic, acks: 0, null));
        Assert.Equal([(0L, 1)], Requests.BatchesOf((await rig.FetchAsync(topic, 0, 0)).Records));
    });

    private static async Task<ErrorCode?> ProduceAsync(BrokerRig rig, Uuid topic, short acks, string? transactionalId)
    {
        var request = new ProduceRequest
        {
            Acks = acks,
            TransactionalId = transactionalId,
            TimeoutMs = 30_000,
            TopicData = [new() { TopicId = topic, PartitionData = [new() { Records = new RecordSlices(Batches.Make(1)) }] }],
        };
        return (await rig.CallAsync<ProduceResponse>(rig.ProduceHandler, request, 13))?.Responses[0].PartitionResponses[0].ErrorCode;
    }
}
