using System.Globalization;
using System.Text;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.DeleteTopics;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Messages.ListOffsets;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;
using Garam.Protocol.Wire;
using Garam.Transport.Connections;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.FaultTests.Support;

/// <summary>A client that keeps every rule. Owns its connection; one test at a time.</summary>
public sealed class WellBehavedClient : IAsyncDisposable
{
    /// <summary>ListOffsets: the end of the log.</summary>
    public const long Latest = -1;

    /// <summary>ListOffsets: the start of the log.</summary>
    public const long Earliest = -2;

    /// <summary>The last version of Produce and Fetch that names topics: these tests need no ids.</summary>
    private const short NamesTopics = 12;

    private const int FetchBytesMax = 8 << 20;

    private WellBehavedClient(KafkaConnection connection) => Connection = connection;

    internal KafkaConnection Connection { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<WellBehavedClient> ConnectAsync(string bootstrap)
    {
        var (host, port) = (bootstrap.Split(':')[0], int.Parse(bootstrap.Split(':')[1], CultureInfo.InvariantCulture));
        return ConnectAsync(new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance), host, port);
    }

    public static async Task<WellBehavedClient> ConnectAsync(ITransport transport, string host, int port) =>
        new(await KafkaConnection.ConnectAsync(
            transport, host, port, new KafkaConnectionOptions { RequestTimeout = Eventually.Bound }, TimeProvider.System, Cancellation));

    public async Task CreateTopicAsync(string topic, int partitions = 1, params (string Name, string Value)[] configs)
    {
        var request = new CreateTopicsRequest
        {
            Topics =
            [
                new()
                {
                    Name = topic,
                    NumPartitions = partitions,
                    ReplicationFactor = -1,
                    Configs = [.. configs.Select(
                        config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Name, Value = config.Value })],
                },
            ],
        };
        var response = await Connection.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(request, Cancellation);
        Assert.Equal(ErrorCode.None, response.Topics[0].ErrorCode);
    }

    public async Task DeleteTopicAsync(string topic)
    {
        const short LastVersionByName = 5;
        var request = new DeleteTopicsRequest { TopicNames = [topic], TimeoutMs = 30_000 };
        var response = await Connection.CallAsync<DeleteTopicsRequest, DeleteTopicsResponse>(request, Cancellation, LastVersionByName);
        Assert.Equal(ErrorCode.None, response.Responses[0].ErrorCode);
    }

    /// <summary>Sends bytes as the records of one partition, whatever they are.</summary>
    public async Task<ProduceResponse.PartitionProduceResponse> ProduceAsync(
        string topic, int partition, ReadOnlyMemory<byte> records, TimeSpan? timeout = null)
    {
        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = (int)(timeout ?? TimeSpan.FromSeconds(30)).TotalMilliseconds,
            TopicData = [new() { Name = topic, PartitionData = [new() { Index = partition, Records = new RecordSlices(records) }] }],
        };
        var response = await Connection.CallAsync<ProduceRequest, ProduceResponse>(request, Cancellation, NamesTopics);
        return response.Responses[0].PartitionResponses[0];
    }

    /// <summary>Appends records that have to be accepted. The first one's offset.</summary>
    public async Task<long> AppendAsync(string topic, params string[] values)
    {
        var response = await ProduceAsync(topic, 0, BatchBytes.Of(values));
        Assert.Equal(ErrorCode.None, response.ErrorCode);
        return response.BaseOffset;
    }

    public async Task<FetchResponse.PartitionData> FetchAsync(string topic, int partition, long offset, int bytesMax = FetchBytesMax)
    {
        var response = await Connection.CallAsync<FetchRequest, FetchResponse>(
            FetchOf(topic, partition, offset, bytesMax), Cancellation, NamesTopics);
        return response.Responses[0].Partitions[0];
    }

    /// <summary>The values of partition 0 from its first offset to its end.</summary>
    public Task<IReadOnlyList<string>> ReadAllAsync(string topic) => ReadPartitionAsync(topic, 0);

    public async Task<IReadOnlyList<string>> ReadPartitionAsync(string topic, int partition)
    {
        var values = new List<string>();
        var next = (await ListOffsetAsync(topic, partition, Earliest)).Offset;
        for (var end = (await ListOffsetAsync(topic, partition, Latest)).Offset; next < end;)
        {
            var fetched = await FetchAsync(topic, partition, next);
            Assert.Equal(ErrorCode.None, fetched.ErrorCode);
            next = AddValues(values, fetched.Records, next);
        }

        return values;
    }

    public async Task<ListOffsetsResponse.ListOffsetsPartitionResponse> ListOffsetAsync(string topic, int partition, long timestamp)
    {
        var request = new ListOffsetsRequest
        {
            Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = partition, Timestamp = timestamp }] }],
        };
        var response = await Connection.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(request, Cancellation);
        return response.Topics[0].Partitions[0];
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    internal static FetchRequest FetchOf(string topic, int partition, long offset, int bytesMax) => new()
    {
        MaxWaitMs = 1000,
        MinBytes = 1,
        MaxBytes = bytesMax,
        Topics =
            [new() { Topic = topic, Partitions = [new() { Partition = partition, FetchOffset = offset, PartitionMaxBytes = bytesMax }] }],
    };

    private static long AddValues(List<string> values, RecordSlices records, long next)
    {
        for (var i = 0; i < records.SliceCount; i++)
        {
            var batches = new BatchSequenceReader(records[i].Span);
            while (batches.MoveNext())
            {
                using var batch = BatchReader.Open(batches.Current, FetchBytesMax);
                var reader = batch.ReadRecords();
                while (reader.MoveNext())
                {
                    if (reader.Current.Offset >= next)
                    {
                        Assert.Equal(next, reader.Current.Offset);
                        values.Add(Encoding.UTF8.GetString(reader.Current.Value));
                        next++;
                    }
                }
            }
        }

        return next;
    }
}
