using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;

namespace Garam.Client.Fetching;

/// <summary>
/// Whole batches of one partition as a broker sent them, with verified checksums. The memory is reused after <see cref="Dispose"/>. A
/// caller that needs the bytes longer does not dispose it; the garbage collector then takes the memory.
/// </summary>
public sealed class FetchedPartition : IDisposable
{
    private ResponseFrame? _frame;

    public required TopicPartition Partition { get; init; }

    public required Uuid TopicId { get; init; }

    /// <summary>The offset that was asked for. The first batch may begin before it.</summary>
    public required long FetchOffset { get; init; }

    /// <summary>The offset of the next fetch.</summary>
    public required long NextOffset { get; init; }

    public required long HighWatermark { get; init; }

    public required long LogStartOffset { get; init; }

    public required ReadOnlyMemory<byte> Batches { get; init; }

    /// <summary>The aborted transactions whose records are skipped, ordered by first offset.</summary>
    internal FetchResponse.AbortedTransaction[] Aborted { get; init; } = [];

    public int DecompressedBatchBytesMax { get; init; } = int.MaxValue;

    /// <summary>Takes over one reference.</summary>
    internal ResponseFrame? Frame
    {
        init => _frame = value;
    }

    /// <summary>
    /// Reads the records from <see cref="FetchOffset"/> on in place: nothing is copied, and only decompression takes memory.
    /// </summary>
    public RecordCursor Records() =>
        new(Batches.Span, FetchOffset, DecompressedBatchBytesMax, Aborted.Length == 0 ? null : new AbortedBatches(Aborted));

    /// <summary>Copies the records from <see cref="FetchOffset"/> on into memory of their own.</summary>
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

    /// <summary>Ends the use of <see cref="Batches"/> and every slice of it. May be called again.</summary>
    public void Dispose() => Interlocked.Exchange(ref _frame, null)?.Release();
}
