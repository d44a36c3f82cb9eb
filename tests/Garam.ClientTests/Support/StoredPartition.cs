using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Records;
using Garam.Protocol.Wire;

namespace Garam.ClientTests.Support;

/// <param name="BaseOffset">Offset of the batch's first record.</param>
/// <param name="Records">How many.</param>
/// <param name="Codec">Compression that the batch's header names.</param>
public readonly record struct StoredBatch(long BaseOffset, int Records, Codec Codec);

/// <summary>A partition's batches as the server hands them out, header by header, without any client library between.</summary>
public static class StoredPartition
{
    private const int FetchBytesMax = 4 << 20;

    public static async Task<IReadOnlyList<StoredBatch>> ReadAsync(string bootstrap, string topic, int partition)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var connection = await RawConnection.OpenAsync(bootstrap);
        var metadata = await connection.CallAsync<MetadataRequest, MetadataResponse>(
            new MetadataRequest { Topics = [new() { Name = topic }], AllowAutoTopicCreation = false }, cancellation);
        var id = metadata.Topics[0].TopicId;
        Assert.False(id.IsZero, $"{topic} has no id: {metadata.Topics[0].ErrorCode}");

        var batches = new List<StoredBatch>();
        for (long next = 0, end = long.MaxValue; next < end;)
        {
            var response = await connection.CallAsync<FetchRequest, FetchResponse>(Request(topic, id, partition, next), cancellation);
            var data = response.Responses[0].Partitions[0];
            Assert.Equal(ErrorCode.None, data.ErrorCode);
            end = data.HighWatermark;
            next = Add(batches, data.Records, next);
        }

        return batches;
    }

    private static FetchRequest Request(string topic, Uuid id, int partition, long offset) => new()
    {
        MaxWaitMs = 1000,
        MinBytes = 1,
        MaxBytes = FetchBytesMax,
        Topics = [new()
        {
            Topic = topic, TopicId = id,
            Partitions = [new() { Partition = partition, FetchOffset = offset, PartitionMaxBytes = FetchBytesMax }],
        }],
    };

    private static long Add(List<StoredBatch> batches, RecordSlices records, long next)
    {
        var reader = new BatchSequenceReader(records.SliceCount == 0 ? [] : records[0].Span);
        while (reader.MoveNext())
        {
            var header = new RecordBatchHeader(reader.Current);
            if (header.LastOffset >= next)
            {
                Assert.Equal(next, header.BaseOffset);
                batches.Add(new StoredBatch(header.BaseOffset, header.RecordCount, (Codec)header.Compression));
                next = header.LastOffset + 1;
            }
        }

        return next;
    }
}
