using System.Diagnostics.CodeAnalysis;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Records;

namespace Garam.Client.Fetching;

/// <summary>
/// Walks the records of a fetched partition in place: <c>foreach (ref readonly var record in fetched.Records())</c>. A record is valid
/// until the next one, because the next batch reuses the memory that a compressed batch was decompressed into.
/// </summary>
public ref struct RecordCursor
{
    private readonly long _offsetMin;
    private readonly int _decompressedBatchBytesMax;
    private readonly AbortedBatches? _aborted;
    private BatchSequenceReader _batches;
    private BatchReader _batch;
    private RecordReader _records;
    private bool _isOpen;

    internal RecordCursor(ReadOnlySpan<byte> batches, long offsetMin, int decompressedBatchBytesMax, AbortedBatches? aborted)
    {
        _batches = new BatchSequenceReader(batches);
        (_offsetMin, _decompressedBatchBytesMax, _aborted) = (offsetMin, decompressedBatchBytesMax, aborted);
    }

    [UnscopedRef]
    public readonly ref readonly Record Current => ref _records.Current;

    /// <exception cref="MalformedRequestException">The records cannot be read.</exception>
    public bool MoveNext()
    {
        while (true)
        {
            while (_isOpen && _records.MoveNext())
            {
                if (_records.Current.Offset >= _offsetMin)
                {
                    return true;
                }
            }

            Close();
            if (!OpenNext())
            {
                return false;
            }
        }
    }

    public readonly RecordCursor GetEnumerator() => this;

    /// <summary>Returns the memory of the current batch.</summary>
    public void Dispose()
    {
        _batch.Dispose();
        _isOpen = false;
    }

    /// <summary>Skips control batches, which end transactions and hold nothing for readers, and batches before the position.</summary>
    private bool OpenNext()
    {
        while (_batches.MoveNext())
        {
            var header = new RecordBatchHeader(_batches.Current);
            var isAborted = _aborted?.Includes(header, _batches.Current) == true;
            if (!isAborted && !header.IsControl && header.LastOffset >= _offsetMin)
            {
                _batch = BatchReader.Open(_batches.Current, _decompressedBatchBytesMax);
                _records = _batch.ReadRecords();
                _isOpen = true;
                return true;
            }
        }

        return false;
    }

    private void Close()
    {
        if (_isOpen)
        {
            _records.EnsureIntact();
            Dispose();
        }
    }
}

/// <summary>
/// Finds the batches of aborted transactions in a fetched partition, as Java's CompletedFetch does. From the first offset of such a
/// transaction on, every transactional batch of its producer is aborted, up to the marker that ends the transaction. One walk, in the order
/// of offsets.
/// </summary>
/// <param name="transactions">Ordered by first offset, as brokers send them.</param>
internal sealed class AbortedBatches(FetchResponse.AbortedTransaction[] transactions)
{
    /// <summary>Limit on a decompressed marker. Brokers do not compress markers, so real ones are far below it.</summary>
    private const int MarkerBytesMax = 1024;

    private readonly HashSet<long> _producers = [];
    private int _begun;

    /// <exception cref="MalformedRequestException">A marker cannot be read.</exception>
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
