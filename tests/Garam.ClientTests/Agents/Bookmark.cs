using Garam.Client;
using Garam.Client.Admin;
using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Groups;
using Garam.ClientTests.Support;
using Garam.Protocol;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;
using Garam.Testing.Records;

namespace Garam.ClientTests.Agents;

/// <summary>
/// State of a cluster that is known exactly: a topic with a setting, a committed offset, and an idempotent producer that has sent one
/// record and may repeat it.
/// </summary>
internal sealed class Bookmark
{
    private const string Topic = "bookmarked";
    private const string Group = "bookmark";
    private const string Setting = "max.message.bytes";
    private const string SettingValue = "123456";
    private const long CommittedOffset = 42;

    /// <summary>The last version of Produce that names topics.</summary>
    private const short NamesTopics = 12;

    private static readonly TopicPartition Partition = new(Topic, 0);

    private readonly long _producerId;
    private readonly short _producerEpoch;

    private Bookmark(InitProducerIdResponse producer) => (_producerId, _producerEpoch) = (producer.ProducerId, producer.ProducerEpoch);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Bookmark> LeaveAsync(ServerProcess agent)
    {
        await using var client = await KafkaClient.ConnectAsync(agent.Kafka, cancellation: Cancellation);
        var settings = new Dictionary<string, string> { [Setting] = SettingValue };
        await client.Admin.CreateTopicAsync(new NewTopic(Topic, 1, settings), Cancellation);
        var committed = new Dictionary<TopicPartition, CommittedOffset> { [Partition] = new(CommittedOffset) };
        Assert.Equal(ErrorCode.None, (await client.Groups.AlterOffsetsAsync(Group, committed, Cancellation))[Partition]);

        await using var connection = await RawConnection.OpenAsync(agent.Kafka);
        var bookmark = new Bookmark(await connection.CallAsync<InitProducerIdRequest, InitProducerIdResponse>(
            new InitProducerIdRequest { TransactionalId = null }, Cancellation));
        Assert.Equal((ErrorCode.None, 0), await bookmark.SendAsync(connection, sequence: 0));
        return bookmark;
    }

    public async Task AssertThereAsync(ServerProcess agent)
    {
        await using var client = await KafkaClient.ConnectAsync(agent.Kafka, cancellation: Cancellation);
        var settings = (await client.Admin.DescribeTopicConfigsAsync([Topic], Cancellation))[Topic];
        Assert.Equal(SettingValue, settings.Single(entry => entry.Name == Setting).Value);
        Assert.Equal(CommittedOffset, (await client.Groups.FetchOffsetsAsync(Group, null, Cancellation))[Partition].Offset);

        // The record that is sent again is known; the next one gets the next offset; one that leaves a gap is refused.
        await using var connection = await RawConnection.OpenAsync(agent.Kafka);
        Assert.Equal((ErrorCode.None, 0), await SendAsync(connection, sequence: 0));
        Assert.Equal((ErrorCode.None, 1), await SendAsync(connection, sequence: 1));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await SendAsync(connection, sequence: 3)).Error);
    }

    private async Task<(ErrorCode Error, long Offset)> SendAsync(KafkaConnection connection, int sequence)
    {
        var batch = new BatchBuilder { ProducerId = _producerId, ProducerEpoch = _producerEpoch, BaseSequence = sequence };
        batch.Append(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), null, "record"u8.ToArray());
        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 30_000,
            TopicData = [new() { Name = Topic, PartitionData = [new() { Index = 0, Records = new RecordSlices(batch.ToArray()) }] }],
        };
        var answer = await connection.CallAsync<ProduceRequest, ProduceResponse>(request, Cancellation, NamesTopics);
        var partition = answer.Responses[0].PartitionResponses[0];
        return (partition.ErrorCode, partition.BaseOffset);
    }
}
