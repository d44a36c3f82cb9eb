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
        var reserved = record.SizeBytes + RecordBatchLayout.Records;
        await _buffer.ReserveAsync(reserved, cancellation);
        var batch = Append(record, reserved, out var index);
        var baseOffset = await batch.Delivered;
        return new Delivery(record.Partition, baseOffset < 0 ? -1 : baseOffset + index);
    }

    /// <summary>Sends until cancelled and waits for the answers to what is in flight; whatever is undelivered then fails.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
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
