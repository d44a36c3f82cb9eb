using System.Buffers.Binary;
using System.Net;
using Garam.Client;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.ApiVersions;
using Garam.Protocol.Messages.Headers;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;
using Garam.Transport.InMemory;

namespace Garam.UnitTests.Client.Support;

/// <summary>A broker with one topic of one partition, which answers Produce as its test says. Null breaks the connection instead.</summary>
internal sealed class ScriptedBroker(TimeProvider time)
{
    public const string Topic = "logs";

    private const int Port = 9092;

    private static readonly Uuid TopicId = new(1, 1);

    private readonly InMemoryTransport _transport = new(new InMemoryTransportOptions(), time);
    private long _producerIds;

    /// <summary>Every batch that arrived, in order.</summary>
    public List<(long ProducerId, int BaseSequence, int Records)> Arrived { get; } = [];

    /// <summary>Of the same batches.</summary>
    public List<short> Epochs { get; } = [];

    /// <summary>Gets the number of the batch, counted from 0.</summary>
    public Func<int, ErrorCode?> Judge { get; set; } = static _ => ErrorCode.None;

    public ClusterClient Connect() => new(
        new ClusterClientOptions { Bootstrap = [new BrokerAddress("broker", Port)] }, _transport, time, new Random(1));

    public async Task ServeAsync()
    {
        var listener = await _transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, Port), CancellationToken.None);
        while (await listener.AcceptAsync(CancellationToken.None) is { } connection)
        {
            _ = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(IConnection connection)
    {
        try
        {
            while (await ReadFrameAsync(connection) is { } frame && Answer(frame) is { } answer)
            {
                using (answer)
                {
                    await connection.SendAsync(answer.Complete(), CancellationToken.None);
                }
            }
        }
        catch (IOException)
        {
            // The client closed it.
        }

        connection.Abort();
    }

    private static async Task<byte[]?> ReadFrameAsync(IConnection connection)
    {
        var prefix = new byte[sizeof(int)];
        if (!await FillAsync(connection, prefix))
        {
            return null;
        }

        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        return await FillAsync(connection, frame) ? frame : null;
    }

    private static async Task<bool> FillAsync(IConnection connection, Memory<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var received = await connection.ReceiveAsync(destination, CancellationToken.None);
            if (received == 0)
            {
                return false;
            }

            destination = destination[received..];
        }

        return true;
    }

    private FrameWriter? Answer(byte[] frame)
    {
        var reader = new WireReader(frame);
        var header = FrameEncoding.ReadRequestHeader(ref reader);
        IMessage? body = header.RequestApiKey switch
        {
            ApiKey.ApiVersions => new ApiVersionsResponse
            {
                ApiKeys = [.. ApiVersionTable.All.Select(static api => new ApiVersionsResponse.ApiVersion { ApiKey = api.Key, MinVersion = api.Min, MaxVersion = api.Max })],
            },
            ApiKey.Metadata => Metadata(),
            ApiKey.InitProducerId => new InitProducerIdResponse { ProducerId = ++_producerIds },
            ApiKey.Produce => Produce(ref reader, header),
            _ => null,
        };
        return body is null ? null : FrameEncoding.Response(header.RequestApiKey, header.RequestApiVersion, header.CorrelationId, body);
    }

    private static MetadataResponse Metadata() => new()
    {
        Brokers = [new MetadataResponse.MetadataResponseBroker { NodeId = 1, Host = "broker", Port = Port }],
        Topics =
        [
            new MetadataResponse.MetadataResponseTopic
            {
                Name = Topic,
                TopicId = TopicId,
                Partitions = [new MetadataResponse.MetadataResponsePartition { LeaderId = 1 }],
            },
        ],
    };

    private ProduceResponse? Produce(ref WireReader reader, RequestHeader header)
    {
        var request = new ProduceRequest();
        request.Read(ref reader, header.RequestApiVersion);
        var batch = new RecordBatchHeader(request.TopicData[0].PartitionData[0].Records[0].Span);
        Arrived.Add((batch.ProducerId, batch.BaseSequence, batch.RecordCount));
        Epochs.Add(batch.ProducerEpoch);
        if (Judge(Arrived.Count - 1) is not { } code)
        {
            return null;
        }

        return new ProduceResponse
        {
            Responses =
            [
                new ProduceResponse.TopicProduceResponse
                {
                    Name = Topic,
                    TopicId = TopicId,
                    PartitionResponses = [new ProduceResponse.PartitionProduceResponse { ErrorCode = code, BaseOffset = batch.BaseSequence }],
                },
            ],
        };
    }
}
