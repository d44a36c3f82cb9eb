using Garam.Client;
using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.Headers;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;
using Garam.Protocol.Wire;
using Garam.Transport.InMemory;

namespace Garam.UnitTests.Client.Support;

/// <summary>A broker with one topic, which answers Produce as its test says. Null breaks the connection instead.</summary>
internal sealed class ScriptedBroker(TimeProvider time)
{
    public const string Topic = "logs";

    private const int Port = 9092;

    private readonly InMemoryTransport _transport = new(new InMemoryTransportOptions(), time);
    private long _producerIds;

    private static ClusterClientOptions Here => new() { Bootstrap = [new HostPort("broker", Port)] };

    public int Partitions { get; init; } = 1;

    /// <summary>How many batches each request had.</summary>
    public List<int> Requests { get; } = [];

    /// <summary>Id of the topic that has the name now.</summary>
    public Uuid TopicId { get; set; } = new(1, 1);

    /// <summary>Every batch that arrived, in order.</summary>
    public List<(long ProducerId, int BaseSequence, int Records)> Arrived { get; } = [];

    /// <summary>The bytes of the same batches.</summary>
    public List<byte[]> Batches { get; } = [];

    /// <summary>Producer epochs of the same batches.</summary>
    public List<short> Epochs { get; } = [];

    /// <summary>Gets the number of the batch, counted from 0.</summary>
    public Func<int, ErrorCode?> Judge { get; set; } = static _ => ErrorCode.None;

    /// <summary>Gets the bytes of the batch, after <see cref="Judge"/> had nothing against it.</summary>
    public Func<byte[], ErrorCode> JudgeBatch { get; set; } = static _ => ErrorCode.None;

    public async Task ArrivedAsync(int batches)
    {
        while (Arrived.Count < batches)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), time);
        }
    }

    public ClusterClient Connect() => new(Here, _transport, time, new Random(1));

    public KafkaClient ConnectAsUser() => new(Here, _transport, time, new Random(1));

    public Task ServeAsync() =>
        new ScriptedServer(_transport, Port, (header, frame) => ValueTask.FromResult(Answer(header, frame))).ServeAsync();

    private IMessage? Answer(RequestHeader header, ReadOnlyMemory<byte> body) => header.RequestApiKey switch
    {
        ApiKey.Metadata => Metadata(),
        ApiKey.InitProducerId => new InitProducerIdResponse { ProducerId = ++_producerIds },
        ApiKey.Produce => Produce(ScriptedServer.Read<ProduceRequest>(header, body)),
        _ => null,
    };

    private MetadataResponse Metadata() => new()
    {
        Brokers = [new MetadataResponse.MetadataResponseBroker { NodeId = 1, Host = "broker", Port = Port }],
        Topics =
        [
            new MetadataResponse.MetadataResponseTopic
            {
                Name = Topic,
                TopicId = TopicId,
                Partitions = [.. Enumerable.Range(0, Partitions).Select(
                    static index => new MetadataResponse.MetadataResponsePartition { PartitionIndex = index, LeaderId = 1 })],
            },
        ],
    };

    private static byte[] Joined(RecordSlices slices) => [.. Enumerable.Range(0, slices.SliceCount).SelectMany(i => slices[i].ToArray())];

    private IMessage? Produce(ProduceRequest request)
    {
        var partitions = request.TopicData[0].PartitionData;
        Requests.Add(partitions.Length);
        List<ProduceResponse.PartitionProduceResponse> answers = [];
        foreach (var partition in partitions)
        {
            if (Take(partition) is not { } answer)
            {
                return null;
            }

            answers.Add(answer);
        }

        return request.Acks == 0
            ? ScriptedServer.NoAnswer
            : new ProduceResponse
            {
                Responses = [new() { Name = Topic, TopicId = request.TopicData[0].TopicId, PartitionResponses = [.. answers] }],
            };
    }

    private ProduceResponse.PartitionProduceResponse? Take(ProduceRequest.PartitionProduceData partition)
    {
        var batch = new RecordBatchHeader(partition.Records[0].Span);
        Arrived.Add((batch.ProducerId, batch.BaseSequence, batch.RecordCount));
        Epochs.Add(batch.ProducerEpoch);
        Batches.Add(Joined(partition.Records));
        if (Judge(Arrived.Count - 1) is not { } code)
        {
            return null;
        }

        code = code == ErrorCode.None ? JudgeBatch(Batches[^1]) : code;
        return new ProduceResponse.PartitionProduceResponse { Index = partition.Index, ErrorCode = code, BaseOffset = batch.BaseSequence };
    }
}
