using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Client.Retries;
using Garam.Client.Timing;
using Garam.Protocol;
using Garam.Protocol.Messages.InitProducerId;
using Garam.Protocol.Records;
using Garam.Transport.Buffers;

namespace Garam.Client.Producing;

/// <summary>
/// An idempotent producer: what it acknowledges is stored once, in the order in which it was handed over, partition by partition.
/// Any thread may produce; one loop sends. The owner starts it with <see cref="RunAsync"/> and awaits its end. Borrows the client.
/// </summary>
public sealed class Producer : IDisposable
{
    private readonly ClusterClient _client;
    private readonly ProducerOptions _options;
    private readonly ByteBudget _buffer;
    private readonly Accumulator _accumulator;
    private readonly Wakeup _wakeup;
    private readonly List<Task> _calls = [];
    private readonly List<Task> _pending = [];
    private volatile bool _isClosed;
    private int _turn;
    private int _failures;

    public Producer(ClusterClient client, ProducerOptions options)
    {
        (_client, _options) = (client, options);
        _buffer = new ByteBudget(options.BufferBytesMax);
        _accumulator = new Accumulator(options, client.Time);
        _wakeup = new Wakeup(client.Time);
    }

    /// <summary>
    /// Completes when the record is acknowledged. Calls that are made one after the other, without waiting, keep their order as long as
    /// the buffer has room. Once the record is in its batch <paramref name="cancellation"/> has no effect: it may be stored.
    /// </summary>
    /// <exception cref="KafkaException">The broker refused it for good.</exception>
    /// <exception cref="TimeoutException">It was not acknowledged in time; whether it is stored is unknown.</exception>
    public async Task<Delivery> ProduceAsync(ProducerRecord record, CancellationToken cancellation)
    {
        var (batch, index) = await StartAsync(record, cancellation);
        var baseOffset = await batch.Delivered;
        return new Delivery(batch.Partition, baseOffset < 0 ? -1 : baseOffset + index) { TimestampMs = record.TimestampMs };
    }

    /// <summary>
    /// Completes when the record is in its batch; the outcome goes to <see cref="ProducerOptions.Observer"/>. A failure that no observer
    /// heard of is thrown by the next <see cref="FlushAsync"/>. Nothing is allocated for the record.
    /// </summary>
    /// <exception cref="KafkaException">The topic does not exist, or the record is larger than any request may be.</exception>
    public async ValueTask EnqueueAsync(ProducerRecord record, CancellationToken cancellation)
    {
        var (batch, index) = await StartAsync(record, cancellation);
        lock (_pending)
        {
            _pending.RemoveAll(static one => one.IsCompletedSuccessfully);
            _pending.Add(ObserveAsync(batch, index, record.Tag));
        }
    }

    /// <summary>The same without waiting: false when there is no room in the buffer or the topic is not known yet. Then <see cref="EnqueueAsync"/> waits for it.</summary>
    public bool TryEnqueue(in ProducerRecord record) => record.SizeBytes < 0 && !_isClosed;

    /// <summary>Completes when every record that was taken before has its outcome. What waits for more records is sent at once.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        Task[] pending;
        lock (_pending)
        {
            pending = [.. _pending];
            _pending.Clear();
        }

        foreach (var one in pending)
        {
            await one;
        }
    }

    /// <summary>Takes no more records, delivers those that it has, and lets <see cref="RunAsync"/> end.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        _isClosed = true;
        _wakeup.Set();
    }

    /// <summary>Sends until cancelled and waits for the answers to what is in flight; whatever is undelivered then fails.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && !_isClosed)
            {
                await _wakeup.WaitUntilAsync(await SendReadyAsync(stopping), stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }

        foreach (var batch in _accumulator.Close())
        {
            Finish(batch, new ObjectDisposedException(nameof(Producer)));
        }

        foreach (var call in _calls)
        {
            await call;
        }
    }

    public void Dispose() => _wakeup.Dispose();

    private async ValueTask<(ProducerBatch Batch, int Index)> StartAsync(ProducerRecord record, CancellationToken cancellation)
    {
        if (record.TimestampMs == ProducerRecord.Now)
        {
            record = record with { TimestampMs = _client.Time.GetUtcNow().ToUnixTimeMilliseconds() };
        }

        if (record.Partition.Partition == ProducerRecord.AnyPartition)
        {
            var topic = await _client.GetTopicAsync(record.Partition.Topic, cancellation);
            var partition = record.Key is { } key ? Murmur2.PartitionOf(key.Span, topic.PartitionCount) : (int)((uint)Interlocked.Increment(ref _turn) / 1024 % (uint)topic.PartitionCount);
            record = record with { Partition = new TopicPartition(topic.Name, partition) };
        }

        var reserved = record.SizeBytes + RecordBatchLayout.Records;
        await _buffer.ReserveAsync(reserved, cancellation);
        var batch = Append(record, reserved, out var index);
        return (batch, index);
    }

    private async Task ObserveAsync(ProducerBatch batch, int index, long tag)
    {
        try
        {
            var baseOffset = await batch.Delivered;
            _options.Observer?.OnCompleted(new BatchOutcome { Partition = batch.Partition, BaseOffset = baseOffset < 0 ? -1 : baseOffset + index, AppendTimeMs = -1, Count = 1, Tags = [tag] });
        }
        catch (Exception fault) when (_options.Observer is not null)
        {
            _options.Observer.OnCompleted(new BatchOutcome { Partition = batch.Partition, BaseOffset = -1, AppendTimeMs = -1, Count = 1, Tags = [tag], Fault = fault });
        }
    }

    private ProducerBatch Append(in ProducerRecord record, long reserved, out int index)
    {
        try
        {
            var batch = _accumulator.Append(record, reserved, out index, out var isUrgent);
            if (isUrgent)
            {
                _wakeup.Set();
            }

            return batch;
        }
        catch (ObjectDisposedException)
        {
            _buffer.Release(reserved);
            throw;
        }
    }

    /// <summary>Sends what can be sent now and returns when to look again.</summary>
    private async ValueTask<long> SendReadyAsync(CancellationToken stopping)
    {
        foreach (var batch in _accumulator.TakeExpired())
        {
            Finish(batch, new TimeoutException($"A batch for {batch.Partition} was not acknowledged within {_options.DeliveryTimeout}."));
        }

        try
        {
            var waiting = _accumulator.Waiting(out var needsIdentity);
            if (waiting.Count == 0)
            {
                return Moments.Never;
            }

            if (needsIdentity)
            {
                _accumulator.Adopt(await RequestIdentityAsync(stopping));
            }

            var connections = await ConnectAsync(waiting);
            _failures = 0;
            return Send(connections);
        }
        catch (Exception fault) when (RetryLoop.IsWorthAnother(fault))
        {
            return _client.Time.After(_client.Retries.DelayAfter(++_failures));
        }
    }

    private async ValueTask<ProducerIdentity> RequestIdentityAsync(CancellationToken stopping)
    {
        var request = new InitProducerIdRequest { TransactionalId = null, TransactionTimeoutMs = int.MaxValue };
        var response = await _client.CallAnyAsync<InitProducerIdRequest, InitProducerIdResponse>(request, stopping);
        KafkaException.ThrowIfRefused(response.ErrorCode, "InitProducerId");
        return new ProducerIdentity(response.ProducerId, response.ProducerEpoch);
    }

    /// <summary>Connections to the leaders of these partitions.</summary>
    /// <exception cref="KafkaException">A partition has no leader that is known.</exception>
    private async ValueTask<Dictionary<BrokerAddress, KafkaConnection>> ConnectAsync(IReadOnlyList<TopicPartition> partitions)
    {
        var connections = new Dictionary<BrokerAddress, KafkaConnection>();
        var metadata = await _client.GetMetadataAsync(partitions.Select(static partition => partition.Topic).Distinct());
        var isAnyUnknown = false;
        foreach (var partition in partitions)
        {
            if (metadata.LeaderOf(partition) is not { } leader)
            {
                isAnyUnknown = true;
            }
            else if (!connections.ContainsKey(leader))
            {
                connections.Add(leader, await _client.ConnectAsync(leader, ConnectionPurpose.Produce));
            }
        }

        if (isAnyUnknown)
        {
            _client.InvalidateMetadata();
        }

        return connections.Count > 0 || !isAnyUnknown
            ? connections
            : throw new KafkaException(ErrorCode.UnknownTopicOrPartition, "None of the partitions exists");
    }

    private long Send(Dictionary<BrokerAddress, KafkaConnection> connections)
    {
        var metadata = _client.Metadata;
        _calls.RemoveAll(static call => call.IsCompleted);
        while (true)
        {
            var requests = _accumulator.TakeReady(metadata, connections, out var nextAt);
            if (requests.Count == 0)
            {
                // A partition without a leader does not wake anybody: look again when metadata may have changed.
                return Math.Min(nextAt, _client.Time.After(_client.Retries.DelayAfter(int.MaxValue)));
            }

            foreach (var (connection, batches) in requests)
            {
                _calls.Add(ExchangeAsync(connection, new ProduceExchange(metadata, batches)));
            }
        }
    }

    private async Task ExchangeAsync(KafkaConnection connection, ProduceExchange exchange)
    {
        try
        {
            var response = await exchange.CallAsync(connection, _options.RequestTimeout);
            foreach (var batch in exchange.Batches)
            {
                var result = exchange.ResultOf(response, batch);
                Settle(batch, result.ErrorCode, result.BaseOffset, result.ErrorMessage);
            }
        }
        catch (IOException fault)
        {
            foreach (var batch in exchange.Batches)
            {
                Settle(batch, ErrorCode.NetworkException, -1, fault.Message);
            }
        }

        _wakeup.Set();
    }

    private void Settle(ProducerBatch batch, ErrorCode code, long baseOffset, string? detail)
    {
        if (code.IsRetriable)
        {
            _client.InvalidateMetadata();
        }

        switch (_accumulator.Settle(batch, code, _client.Retries.DelayAfter(++batch.Failures)))
        {
            case BatchVerdict.Delivered:
                _buffer.Release(batch.ReservedBytes);
                batch.Complete(baseOffset);
                break;
            case BatchVerdict.Failed:
                Finish(batch, new KafkaException(code, $"A batch for {batch.Partition} was refused ({detail})"));
                break;
        }
    }

    private void Finish(ProducerBatch batch, Exception fault)
    {
        _buffer.Release(batch.ReservedBytes);
        batch.Fail(fault);
    }
}
