using Garam.Client.Cluster;
using Garam.Client.Connections;
using Garam.Client.Timing;
using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.Client.Producing;

/// <summary>
/// All that a producer has taken and no broker has acknowledged. Owns the queues and their lock, which is held for a pass over the
/// partitions at most and never over an await. Any thread.
/// </summary>
internal sealed class Accumulator(ProducerOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<TopicPartition, PartitionQueue> _queues = [];
    private bool _isClosed;

    /// <summary>Puts a record into the open batch of its partition. <paramref name="isUrgent"/>: there is something new to send or to wait for.</summary>
    public ProducerBatch Append(in ProducerRecord record, long reservedBytes, out int index, out bool isUrgent)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(Producer));
            if (!_queues.TryGetValue(record.Partition, out var queue))
            {
                queue = new PartitionQueue(record.Partition, options);
                _queues.Add(record.Partition, queue);
            }

            isUrgent = false;
            var batch = queue.Open;
            if (batch is null || batch.SizeBytes + record.SizeBytes > options.BatchBytesMax)
            {
                isUrgent = true;
                batch = NewBatch(record.Partition);
                queue.Add(batch);
            }

            index = batch.Append(record, reservedBytes);
            isUrgent |= batch.SizeBytes >= options.BatchBytesMax;
            return batch;
        }
    }

    /// <summary>The partitions with anything to deliver.</summary>
    public IReadOnlyList<TopicPartition> Waiting(out bool needsIdentity)
    {
        lock (_lock)
        {
            var waiting = _queues.Values.Where(static queue => !queue.IsEmpty).ToList();
            needsIdentity = waiting.Any(static queue => queue.NeedsIdentity);
            return [.. waiting.Select(static queue => queue.Partition)];
        }
    }

    public void Adopt(ProducerIdentity identity)
    {
        lock (_lock)
        {
            foreach (var queue in _queues.Values.Where(static queue => queue.NeedsIdentity))
            {
                queue.Adopt(identity);
            }
        }
    }

    /// <summary>
    /// The batches of the next request to each broker, one a partition at most, marked as sent. <paramref name="nextAt"/>: when there
    /// will be more, if nothing else happens.
    /// </summary>
    public IReadOnlyDictionary<KafkaConnection, List<ProducerBatch>> TakeReady(
        ClusterMetadata metadata, IReadOnlyDictionary<BrokerAddress, KafkaConnection> connections, out long nextAt)
    {
        var requests = new Dictionary<KafkaConnection, List<ProducerBatch>>();
        var sizes = new Dictionary<KafkaConnection, int>();
        var now = time.GetTimestamp();
        nextAt = Moments.Never;
        lock (_lock)
        {
            foreach (var queue in _queues.Values)
            {
                var sendAt = queue.NextSendAt();
                if (sendAt > now)
                {
                    nextAt = Math.Min(nextAt, sendAt);
                    continue;
                }

                if (metadata.LeaderOf(queue.Partition) is { } leader
                    && connections.TryGetValue(leader, out var connection)
                    && queue.Peek(connection) is { } batch
                    && Fits(sizes, connection, batch))
                {
                    queue.MarkSent(batch, connection);
                    (requests.TryGetValue(connection, out var batches) ? batches : requests[connection] = []).Add(batch);
                }
            }
        }

        return requests;
    }

    public BatchVerdict Settle(ProducerBatch batch, ErrorCode code, TimeSpan delay)
    {
        lock (_lock)
        {
            var queue = _queues[batch.Partition];
            var isRetriable = code.IsRetriable || (code == ErrorCode.OutOfOrderSequenceNumber && queue.IsBehindGap(batch));
            queue.MarkAnswered(batch);
            if (code is ErrorCode.None or ErrorCode.DuplicateSequenceNumber)
            {
                queue.Remove(batch);
                return BatchVerdict.Delivered;
            }

            if (isRetriable && !_isClosed && time.GetTimestamp() < batch.DeliveryEnd)
            {
                queue.HaltUntil(time.After(delay));
                return BatchVerdict.Repeat;
            }

            queue.RemoveFailed(batch);
            return BatchVerdict.Failed;
        }
    }

    /// <summary>Gives up first batches that are too old and not in flight.</summary>
    public IReadOnlyList<ProducerBatch> TakeExpired()
    {
        List<ProducerBatch> expired = [];
        var now = time.GetTimestamp();
        lock (_lock)
        {
            foreach (var queue in _queues.Values)
            {
                while (queue.First is { IsInFlight: false } first && first.DeliveryEnd <= now)
                {
                    queue.RemoveFailed(first);
                    expired.Add(first);
                }
            }
        }

        return expired;
    }

    /// <summary>Takes no more records and returns what was not sent.</summary>
    public IReadOnlyList<ProducerBatch> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            return [.. _queues.Values.SelectMany(static queue => queue.TakeAll())];
        }
    }

    private ProducerBatch NewBatch(TopicPartition partition) => new(
        partition,
        new BatchBuilder { Compression = options.Compression },
        new BatchMoments(time.After(options.Linger), time.After(options.DeliveryTimeout)));

    /// <summary>The first batch of a request always fits, however large it is.</summary>
    private bool Fits(Dictionary<KafkaConnection, int> sizes, KafkaConnection connection, ProducerBatch batch)
    {
        var size = sizes.GetValueOrDefault(connection);
        if (size > 0 && size + batch.SizeBytes > options.RequestBytesMax)
        {
            return false;
        }

        sizes[connection] = size + batch.SizeBytes;
        return true;
    }
}
