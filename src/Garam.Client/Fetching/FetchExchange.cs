using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Records;

namespace Garam.Client.Fetching;

/// <summary>One Fetch request to one broker and what its answer means. No sessions: each request names all its partitions.</summary>
internal sealed class FetchExchange(ClusterClient client, ConsumerOptions options, ClusterMetadata metadata, IReadOnlyDictionary<TopicPartition, long> offsets)
{
    /// <summary>Partitions whose position is not in the log any more.</summary>
    public List<TopicPartition> OutOfRange { get; } = [];

    /// <summary>True when something was refused that a later request may get.</summary>
    public bool HasRetriableFault { get; private set; }

    /// <exception cref="IOException">The broker cannot be reached.</exception>
    public async ValueTask<List<FetchedPartition>> CallAsync(BrokerAddress broker, CancellationToken cancellation)
    {
        var response = await client.CallAsync<FetchRequest, FetchResponse>(broker, ConnectionPurpose.Fetch, ToRequest(), cancellation);
        KafkaException.ThrowIfRefused(response.ErrorCode, "Fetch");
        List<FetchedPartition> fetched = [];
        foreach (var topic in response.Responses)
        {
            var name = topic.Topic.Length > 0 ? topic.Topic : metadata.NameOf(topic.TopicId);
            foreach (var partition in name is null ? [] : topic.Partitions)
            {
                if (Accept(new TopicPartition(name!, partition.PartitionIndex), partition) is { } accepted)
                {
                    fetched.Add(accepted);
                }
            }
        }

        return fetched;
    }

    private FetchRequest ToRequest() => new()
    {
        MaxWaitMs = (int)options.FetchWaitMax.TotalMilliseconds,
        MinBytes = options.FetchBytesMin,
        MaxBytes = options.FetchBytesMax,
        Topics = [.. offsets.GroupBy(static offset => offset.Key.Topic).Select(topic => new FetchRequest.FetchTopic
        {
            Topic = topic.Key,
            TopicId = metadata.Topics[topic.Key].Id,
            Partitions = [.. topic.Select(offset => new FetchRequest.FetchPartition
            {
                Partition = offset.Key.Partition,
                FetchOffset = offset.Value,
                PartitionMaxBytes = options.PartitionBytesMax,
            })],
        })],
    };

    private FetchedPartition? Accept(TopicPartition partition, FetchResponse.PartitionData answer)
    {
        switch (answer.ErrorCode)
        {
            case ErrorCode.None when offsets.TryGetValue(partition, out var offset):
                return ToFetched(partition, offset, answer);
            case ErrorCode.OffsetOutOfRange:
                OutOfRange.Add(partition);
                return null;
            case var code when code.IsRetriable:
                client.InvalidateMetadata();
                HasRetriableFault = true;
                return null;
            default:
                throw new KafkaException(answer.ErrorCode, $"Fetching {partition}");
        }
    }

    private FetchedPartition ToFetched(TopicPartition partition, long offset, FetchResponse.PartitionData answer)
    {
        var batches = answer.Records.IsNull ? ReadOnlyMemory<byte>.Empty : answer.Records[0];
        var next = offset;
        var reader = new BatchSequenceReader(batches.Span);
        while (reader.MoveNext())
        {
            var header = new RecordBatchHeader(reader.Current);
            if (RecordBatchHeader.ComputeCrc(reader.Current) != header.Crc)
            {
                throw new KafkaException(ErrorCode.CorruptMessage, $"The batch at offset {header.BaseOffset} of {partition} has a wrong checksum");
            }

            next = Math.Max(next, header.LastOffset + 1);
        }

        return new FetchedPartition
        {
            Partition = partition,
            TopicId = metadata.Topics[partition.Topic].Id,
            FetchOffset = offset,
            NextOffset = next,
            HighWatermark = answer.HighWatermark,
            LogStartOffset = answer.LogStartOffset,
            Batches = batches[..(batches.Length - reader.RemainingBytes)],
            DecompressedBatchBytesMax = options.DecompressedBatchBytesMax,
        };
    }
}
