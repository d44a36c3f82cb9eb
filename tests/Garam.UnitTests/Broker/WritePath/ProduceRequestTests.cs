using Garam.Metadata.Configs;
using Garam.Protocol;
using Garam.Protocol.Compression;
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

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(-1, int.MaxValue)]
    public void A_producer_id_without_an_epoch_is_stored_in_any_sequence(short epoch, int sequence) => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var batch = Batches.Make(2, producerId: 4711, epoch: epoch, sequence: sequence);
        var first = await rig.ProduceAsync(topic, 0, batch);
        var second = await rig.ProduceAsync(topic, 0, Batches.Make(1, producerId: 4711, epoch: 0, sequence: 7));
        Assert.Equal((ErrorCode.None, 0L), (first.ErrorCode, first.BaseOffset));
        Assert.Equal((ErrorCode.None, 2L), (second.ErrorCode, second.BaseOffset));
    });

    /// <summary>Kafka names the log's start for what its log refused, and not for what it refused before it looked at the log.</summary>
    [Fact]
    public void A_refusal_lists_every_bad_record_and_names_the_log_start() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1, ("cleanup.policy", "compact"), ("max.message.bytes", "500"));
        var refused = await rig.ProduceAsync(topic, 0, Batches.Make(3));
        Assert.Equal((ErrorCode.InvalidRecord, 0L), (refused.ErrorCode, refused.LogStartOffset));
        Assert.Equal([0, 1, 2], refused.RecordErrors.Select(error => error.BatchIndex));
        Assert.Equal(
            "Compacted topic cannot accept message without key in topic partition logs-0", refused.RecordErrors[2].BatchIndexErrorMessage);
        Assert.StartsWith(
            "One or more records have been rejected due to 3 record errors in total", refused.ErrorMessage, StringComparison.Ordinal);

        Assert.Equal((ErrorCode.MessageTooLarge, -1L), Start(await rig.ProduceAsync(topic, 0, Batches.Make(1, 600))));
        Assert.Equal((ErrorCode.UnknownTopicOrPartition, -1L), Start(await rig.ProduceAsync(topic, 1, Batches.Make(1))));

        static (ErrorCode, long) Start(ProduceResponse.PartitionProduceResponse answer) => (answer.ErrorCode, answer.LogStartOffset);
    });

    [Fact]
    public void Times_before_1970_are_stored() => BrokerRig.Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        Assert.Equal(ErrorCode.None, (await rig.ProduceAsync(topic, 0, Batches.Make(1, timestampMs: -86_400_000))).ErrorCode);
        Assert.Equal(ErrorCode.InvalidTimestamp, (await rig.ProduceAsync(topic, 0, Batches.Make(1, timestampMs: long.MinValue))).ErrorCode);
    });

    [Fact]
    public void An_operator_chooses_whether_compressed_records_are_looked_at() => BrokerRig.Run(async (rig, _) =>
    {
        var trusting = rig.Leader.CreateTopic("trusting", 1);
        var strict = rig.Leader.CreateTopic("strict", 1, ("garam.compressed.records.validation", "full"));
        var batch = Batches.Lying(CompressionType.Gzip);
        Assert.Equal(ErrorCode.None, (await rig.ProduceAsync(trusting, 0, batch)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidRecord, (await rig.ProduceAsync(strict, 0, batch)).ErrorCode);

        rig.Leader.Apply(new AlterConfigs
        {
            ResourceTypeValue = (sbyte)ConfigResourceType.Broker,
            Changes = [new() { Name = "garam.compressed.records.validation", Value = "full" }],
        });
        Assert.Equal(ErrorCode.InvalidRecord, (await rig.ProduceAsync(trusting, 0, batch)).ErrorCode);
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
