using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;

namespace Garam.Client.Fetching;

/// <summary>
/// Whole batches of one partition as a broker sent them, their checksums verified. Its bytes lie in memory that is used again after
/// <see cref="Dispose"/>; who keeps it longer simply does not dispose it, and the memory is collected as any other.
/// </summary>
public sealed class FetchedPartition : IDisposable
{
    private ResponseFrame? _frame;

    public required TopicPartition Partition { get; init; }

    public required Uuid TopicId { get; init; }

    /// <summary>The first batch may begin before it.</summary>
    public required long FetchOffset { get; init; }

    /// <summary>Where the next fetch goes on.</summary>
    public required long NextOffset { get; init; }

    public required long HighWatermark { get; init; }

    public required long LogStartOffset { get; init; }

    public required ReadOnlyMemory<byte> Batches { get; init; }

    /// <summary>Transactions whose records are passed over, by their first offsets.</summary>
    internal FetchResponse.AbortedTransaction[] Aborted { get; init; } = [];

    public int DecompressedBatchBytesMax { get; init; } = int.MaxValue;

    /// <summary>Takes over one reference.</summary>
    internal ResponseFrame? Frame
    {
        init => _frame = value;
    }

    /// <summary>The records from <see cref="FetchOffset"/> on, in place: nothing is copied, and only decompression takes memory.</summary>
    public RecordCursor Records() => new(Batches.Span, FetchOffset, DecompressedBatchBytesMax, Aborted.Length == 0 ? null : new AbortedBatches(Aborted));

    /// <summary>Decodes the records from <see cref="FetchOffset"/> on into memory of their own.</summary>
    /// <exception cref="MalformedRequestException">The records cannot be read.</exception>
    public IReadOnlyList<ConsumedRecord> ReadRecords()
    {
        List<ConsumedRecord> records = [];
        foreach (ref readonly var record in Records())
        {
            records.Add(ConsumedRecord.From(record));
        }

        return records;
    }

    /// <summary>Ends the use of <see cref="Batches"/> and of every slice of it. Idempotent.</summary>
    public void Dispose() => Interlocked.Exchange(ref _frame, null)?.Release();
}
