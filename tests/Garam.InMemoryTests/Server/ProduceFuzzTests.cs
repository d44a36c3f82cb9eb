using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;

namespace Garam.InMemoryTests.Server;

/// <summary>
/// Produce with batches that lie. Whatever they say, every one gets an answer that a client can act on, the process goes on, what it stored
/// can be read, and the next process replays its journal. A seed names its batches; <c>GARAM_TEST_LONG=1</c> tries many more.
/// </summary>
public sealed class ProduceFuzzTests
{
    private const int Rounds = 40;
    private const int RequestsAtOnce = 16;
    private const int Partitions = 2;
    private const short LowestVersion = 3;
    private const short HighestVersion = 13;

    private static readonly HashSet<ErrorCode> Expected =
    [
        ErrorCode.None, ErrorCode.CorruptMessage, ErrorCode.InvalidRecord, ErrorCode.InvalidTimestamp, ErrorCode.MessageTooLarge,
        ErrorCode.UnsupportedCompressionType, ErrorCode.OutOfOrderSequenceNumber,
        ErrorCode.DuplicateSequenceNumber, ErrorCode.InvalidProducerEpoch,
        ErrorCode.TransactionalIdAuthorizationFailed, ErrorCode.UnknownTopicOrPartition,
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("GARAM_TEST_LONG") == "1" ? 100 : 3)];

    [Fact]
    public async Task A_producer_id_without_an_epoch_is_answered_and_does_not_end_the_process()
    {
        await using var node = await NodeFixture.StartAsync();
        var topic = await node.CreateTopicAsync("t");
        var batch = new BatchBuilder { ProducerId = 4711, ProducerEpoch = -1, BaseSequence = 0 };
        batch.Append(1_700_000_000_000, null, [1]);
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("t", batch.ToArray()));
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("t", batch.ToArray()));
        Assert.Equal((ErrorCode.None, 2L), await FetchAsync(node, topic.TopicId, 0));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_batch_is_answered_and_the_process_goes_on(int seed)
    {
        var random = new Random(seed);
        var batches = new FuzzedBatch(random);
        await using var node = await NodeFixture.StartAsync();
        CreateTopicsResponse.CreatableTopicResult[] topics =
        [
            await node.CreateTopicAsync("plain", Partitions, ("max.message.bytes", "200000")),
            await node.CreateTopicAsync("compacted", Partitions, ("cleanup.policy", "compact")),
            await node.CreateTopicAsync("append-time", Partitions, ("message.timestamp.type", "LogAppendTime")),
            await node.CreateTopicAsync(
                "full", Partitions, ("garam.compressed.records.validation", "full"),
                ("message.timestamp.after.max.ms", "9223372036854775807")),
        ];
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, RequestsAtOnce).Select(_ => SendAsync(node, topics, batches, random)));
            Assert.All(
                answers.SelectMany(answer => answer.Responses).SelectMany(topic => topic.PartitionResponses),
                answer => Assert.True(
                    Expected.Contains(answer.ErrorCode), $"seed {seed}, round {round}: {answer.ErrorCode} {answer.ErrorMessage}"));
        }

        await AssertServesAsync(node, topics);
        await node.RestartAsync();
        await AssertServesAsync(node, topics);
    }

    private static Task<ProduceResponse> SendAsync(
        NodeFixture node, CreateTopicsResponse.CreatableTopicResult[] topics, FuzzedBatch batches, Random random)
    {
        var topic = topics[random.Next(topics.Length)];
        var request = new ProduceRequest
        {
            Acks = (short)(random.Next(2) == 0 ? -1 : 1),
            TimeoutMs = 60_000,
            TopicData =
            [
                new()
                {
                    Name = topic.Name,
                    TopicId = topic.TopicId,
                    PartitionData =
                    [
                        .. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => new ProduceRequest.PartitionProduceData
                        {
                            Index = random.Next(30) == 0 ? 7 : random.Next(Partitions),
                            Records = new RecordSlices(batches.Next()),
                        }),
                    ],
                },
            ],
        };
        return node.CallAsync<ProduceRequest, ProduceResponse>(request, (short)random.Next(LowestVersion, HighestVersion + 1));
    }

    private static async Task AssertServesAsync(NodeFixture node, CreateTopicsResponse.CreatableTopicResult[] topics)
    {
        Assert.Equal(ErrorCode.None, await node.ProduceAsync("plain", BatchBytes.Of("still here")));
        foreach (var topic in topics)
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                Assert.Equal(ErrorCode.None, (await FetchAsync(node, topic.TopicId, partition)).Error);
            }
        }
    }

    private static async Task<(ErrorCode Error, long HighWatermark)> FetchAsync(NodeFixture node, Uuid topicId, int partition)
    {
        var wanted = new FetchRequest.FetchPartition
        {
            Partition = partition,
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
                Topics = [new() { TopicId = topicId, Partitions = [wanted] }],
            });
        var fetched = answer.Responses[0].Partitions[0];
        return (fetched.ErrorCode, fetched.HighWatermark);
    }
}
