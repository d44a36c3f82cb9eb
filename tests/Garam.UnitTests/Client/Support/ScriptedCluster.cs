using Garam.Client.Cluster;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Messages.Headers;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Wire;
using Garam.Transport.InMemory;

namespace Garam.UnitTests.Client.Support;

/// <summary>Two brokers and a topic of two partitions, one for each of them unless the test says otherwise; it answers Fetch.</summary>
internal sealed class ScriptedCluster(TimeProvider time)
{
    public const string Topic = "logs";
    public const int Brokers = 2;

    private const int FirstPort = 9092;

    private static readonly Uuid TopicId = new(1, 1);

    private readonly InMemoryTransport _transport = new(new InMemoryTransportOptions(), time);

    /// <summary>By partition: the broker that leads it.</summary>
    public int[] Leaders { get; } = [0, 1];

    /// <summary>Leader epoch of both partitions.</summary>
    public int LeaderEpoch { get; set; }

    /// <summary>Gets the broker's number and the request.</summary>
    public required Func<int, FetchRequest, ValueTask<FetchResponse>> Fetch { get; init; }

    public ClusterClient Connect()
    {
        for (var broker = 0; broker < Brokers; broker++)
        {
            var number = broker;
            _ = new ScriptedServer(_transport, FirstPort + broker, (header, body) => AnswerAsync(number, header, body)).ServeAsync();
        }

        return new ClusterClient(
            new ClusterClientOptions { Bootstrap = [new HostPort("broker", FirstPort)] }, _transport, time, new Random(1));
    }

    public static FetchResponse Answer(int partition, ReadOnlyMemory<byte> records, params FetchResponse.AbortedTransaction[] aborted) =>
        Answer(new FetchResponse.PartitionData
        {
            PartitionIndex = partition,
            HighWatermark = 1000,
            LastStableOffset = 900,
            LogStartOffset = 0,
            AbortedTransactions = aborted,
            Records = new RecordSlices(records),
        });

    public static FetchResponse Refusal(int partition, ErrorCode code) =>
        Answer(new FetchResponse.PartitionData { PartitionIndex = partition, ErrorCode = code });

    public static FetchResponse Answer(params FetchResponse.PartitionData[] partitions) =>
        new() { Responses = [new FetchResponse.FetchableTopicResponse { Topic = Topic, TopicId = TopicId, Partitions = partitions }] };

    private async ValueTask<IMessage?> AnswerAsync(int broker, RequestHeader header, ReadOnlyMemory<byte> body) =>
        header.RequestApiKey switch
        {
            ApiKey.Metadata => Metadata(),
            ApiKey.Fetch => await Fetch(broker, ScriptedServer.Read<FetchRequest>(header, body)),
            _ => null,
        };

    private MetadataResponse Metadata() => new()
    {
        Brokers = [.. Enumerable.Range(0, Brokers).Select(
            static broker => new MetadataResponse.MetadataResponseBroker { NodeId = broker, Host = "broker", Port = FirstPort + broker })],
        Topics =
        [
            new MetadataResponse.MetadataResponseTopic
            {
                Name = Topic,
                TopicId = TopicId,
                Partitions = [.. Enumerable.Range(0, Brokers).Select(partition => new MetadataResponse.MetadataResponsePartition
                {
                    PartitionIndex = partition, LeaderId = Leaders[partition], LeaderEpoch = LeaderEpoch,
                })],
            },
        ],
    };
}
