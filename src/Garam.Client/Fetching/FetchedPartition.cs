using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.Client.Fetching;

/// <summary>Whole batches of one partition as a broker sent them, their checksums verified.</summary>
public sealed class FetchedPartition
{
    public required TopicPartition Partition { get; init; }

    public required Uuid TopicId { get; init; }

    /// <summary>The first batch may begin before it.</summary>
    public required long FetchOffset { get; init; }

    /// <summary>Where the next fetch goes on.</summary>
    public required long NextOffset { get; init; }

    public required long HighWatermark { get; init; }

    public required long LogStartOffset { get; init; }

    public required ReadOnlyMemory<byte> Batches { get; init; }

    public int DecompressedBatchBytesMax { get; init; } = int.MaxValue;

    /// <summary>Decodes the records from <see cref="FetchOffset"/> on.</summary>
    /// <exception cref="MalformedRequestException">The records cannot be read.</exception>
    public IReadOnlyList<ConsumedRecord> ReadRecords()
    {
        List<ConsumedRecord> records = [];
        var batches = new BatchSequenceReader(Batches.Span);
        while (batches.MoveNext())
        {
            using var batch = BatchReader.Open(batches.Current, DecompressedBatchBytesMax);
            if (!batch.Header.IsControl)
            {
                Read(batch.ReadRecords(), records);
            }
        }

        return records;
    }

    private void Read(RecordReader reader, List<ConsumedRecord> records)
    {
        while (reader.MoveNext())
        {
            ref readonly var record = ref reader.Current;
            if (record.Offset >= FetchOffset)
            {
                records.Add(new ConsumedRecord(
                    record.Offset,
                    record.Timestamp,
                    record.HasKey ? record.Key.ToArray() : null,
                    record.HasValue ? record.Value.ToArray() : null));
            }
        }

        reader.EnsureIntact();
    }
}
