using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Records;

namespace Garam.Client.Fetching;

/// <summary>
/// Tells the batches of aborted transactions from others while a fetched partition is walked, as Java's CompletedFetch does: from its first
/// offset on every transactional batch of a producer is aborted, up to the marker that ends the transaction. One walk, in the order of the offsets.
/// </summary>
/// <param name="transactions">By their first offsets, as brokers send them.</param>
internal sealed class AbortedBatches(FetchResponse.AbortedTransaction[] transactions)
{
    /// <summary>Brokers do not compress them.</summary>
    private const int MarkerBytesMax = 1024;

    private readonly HashSet<long> _producers = [];
    private int _begun;

    /// <exception cref="Garam.Protocol.MalformedRequestException">It is a marker that cannot be read.</exception>
    public bool Includes(in RecordBatchHeader header, ReadOnlySpan<byte> batch)
    {
        while (_begun < transactions.Length && transactions[_begun].FirstOffset <= header.LastOffset)
        {
            _producers.Add(transactions[_begun++].ProducerId);
        }

        if (!header.IsTransactional || !_producers.Contains(header.ProducerId))
        {
            return false;
        }

        if (header.IsControl && IsAbort(batch))
        {
            _producers.Remove(header.ProducerId);
        }

        return true;
    }

    private static bool IsAbort(ReadOnlySpan<byte> batch)
    {
        using var reader = BatchReader.Open(batch, MarkerBytesMax);
        var records = reader.ReadRecords();
        return records.MoveNext() && EndTransactionMarker.TryRead(records.Current, out var marker) && !marker.IsCommit;
    }
}
