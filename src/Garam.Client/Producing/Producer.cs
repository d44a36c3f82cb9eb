using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Protocol.Records;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// Writes records. Idempotent unless told otherwise: each acknowledged record is stored once, and the records of a partition in the order
/// in which they were handed over. Any thread may produce. A record is copied into a batch, so the caller may reuse its memory. Created by
/// <see cref="Client.KafkaClient.CreateProducer"/>.
/// </summary>
/// <example>
/// <code>
/// await using var producer = client.CreateProducer(new ProducerOptions { Linger = TimeSpan.FromMilliseconds(20) });
/// foreach (var line in File.ReadLines("access.log"))
/// {
///     await producer.EnqueueAsync(ProducerRecord.FromText("access", null, line));
/// }
///
/// await producer.FlushAsync();
/// </code>
/// </example>
public sealed class Producer : IOwned
{
    private readonly ClusterClient _client;
    private readonly ProducerOptions _options;
    private readonly Wakeup _wakeup;
    private readonly Accumulator _accumulator;
    private readonly RecordIntake _intake;
    private readonly Settlement _settlement;
    private readonly Sender _sender;
    private Func<ValueTask>? _ended;
    private Task? _sending;
    private int _isDisposed;

    internal Producer(ClusterClient client, ProducerOptions options)
    {
        if (options is { IsIdempotent: true, Acks: not ProducerAcks.All })
        {
            throw new ArgumentException(
                "An idempotent producer needs the acknowledgement of all: set Acks to All, or IsIdempotent to false.", nameof(options));
        }

        (_client, _options) = (client, options);
        _wakeup = new Wakeup(client.Time);
        _accumulator = new Accumulator(client, options);
        _intake = new RecordIntake(_accumulator, options, _wakeup);
        _settlement = new Settlement(client, options, _accumulator);
        _sender = new Sender(client, options, _accumulator, _settlement, _wakeup);
    }

    Func<ValueTask>? IOwned.Ended
    {
        set => _ended = value;
    }

    /// <summary>
    /// Completes when the record is acknowledged. Calls made one after the other, without waiting, keep their order as long as the buffer
    /// has room. Once the record is in its batch, <paramref name="cancellation"/> has no effect: it may be stored.
    /// </summary>
    /// <exception cref="KafkaException">
    /// The broker refused it for good, or it is larger than any request may be, or none acknowledged it in time: then it may be stored.
    /// </exception>
    public async Task<Delivery> ProduceAsync(ProducerRecord record, CancellationToken cancellation = default) =>
        await (await StartAsync(record, cancellation)).DeliveredAsync();

    /// <summary>Completes when the record is in its batch. The result tells of its delivery, without a task for each record.</summary>
    /// <exception cref="KafkaException">The topic does not exist, or the record is larger than any request may be.</exception>
    public ValueTask<PendingDelivery> StartAsync(ProducerRecord record, CancellationToken cancellation = default)
    {
        var heldBytes = 0L;
        return TryTake(ref record, isWatched: true, ref heldBytes, out var pending)
            ? ValueTask.FromResult(pending)
            : TakeAsync(record, isWatched: true, cancellation);
    }

    /// <summary>
    /// Completes when the record is in its batch; the outcome goes to <see cref="ProducerOptions.Observer"/>. Without an observer the next
    /// <see cref="FlushAsync"/> throws the first failure. Allocates nothing for the record.
    /// </summary>
    /// <exception cref="KafkaException">The topic does not exist, or the record is larger than any request may be.</exception>
    public ValueTask EnqueueAsync(ProducerRecord record, CancellationToken cancellation = default) =>
        TryEnqueue(record) ? ValueTask.CompletedTask : WaitAsync(TakeAsync(record, isWatched: false, cancellation));

    /// <summary>
    /// Does the same without waiting. Returns false if the buffer has no room or the topic is not known yet; then <see
    /// cref="EnqueueAsync"/> waits for it.
    /// </summary>
    public bool TryEnqueue(in ProducerRecord record)
    {
        var heldBytes = 0L;
        var taken = record;
        return TryTake(ref taken, isWatched: false, ref heldBytes, out _);
    }

    /// <summary>Sends what waits for more records, and completes when every record taken before has its outcome.</summary>
    /// <exception cref="KafkaException">There is no observer, and records were refused, or not acknowledged in time, since the last flush:
    /// the first of these faults.</exception>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        using var urgency = _sender.Urge();
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = EndAllAsync(_accumulator.Watch(), flushed);
        await flushed.OrCancelledAsync(cancellation);
        _settlement.ThrowUnreported();
    }

    /// <summary>Takes no more records, delivers those that it has, and ends.</summary>
    /// <exception cref="KafkaException">
    /// There is no observer, and records failed since the last flush: the first of these faults.
    /// </exception>
    public async Task CloseAsync(CancellationToken cancellation = default)
    {
        _accumulator.Close();
        await FlushAsync(cancellation);
        _sender.Stop();
    }

    /// <summary>
    /// Delivers the records that it has, which takes up to the delivery time-out if no broker answers, and ends. Failures are lost here:
    /// flush before to learn of them.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        if (_sending is { } sending)
        {
            await DeliverAsync();
            await sending;
        }

        _wakeup.Dispose();
        _accumulator.Dispose();
        await (_ended?.Invoke() ?? ValueTask.CompletedTask);
    }

    /// <summary>Starts the loop that sends, and owns it.</summary>
    internal Producer Start()
    {
        _sending = RunAsync(CancellationToken.None);
        return this;
    }

    /// <summary>
    /// Sends until cancelled or closed, and waits for the answers to what is in flight. Whatever is undelivered then fails. For an owner
    /// that did not <see cref="Start"/> it.
    /// </summary>
    internal Task RunAsync(CancellationToken stopping) => _sender.RunAsync(stopping);

    private async ValueTask DeliverAsync()
    {
        try
        {
            await CloseAsync(CancellationToken.None);
        }
        catch (KafkaException)
        {
            // Every record has its outcome, and nobody asked for this one.
            _sender.Stop();
        }
    }

    /// <summary>Runs on when the caller has stopped waiting: it ends with the last batch.</summary>
    private static async Task EndAllAsync(IReadOnlyList<BatchCompletion> completions, TaskCompletionSource ended)
    {
        foreach (var completion in completions)
        {
            await completion.EndAsync();
        }

        ended.TrySetResult();
    }

    private static async ValueTask WaitAsync(ValueTask<PendingDelivery> taken) => _ = await taken;

    /// <summary>Returns false if the caller has to wait for something.</summary>
    private bool TryTake(ref ProducerRecord record, bool isWatched, ref long heldBytes, out PendingDelivery pending)
    {
        if (record.TimestampMs == ProducerRecord.Now)
        {
            record = record with { TimestampMs = _client.Time.GetUtcNow().ToUnixTimeMilliseconds() };
        }

        pending = default;
        if (record.SizeBytes > _options.RequestBytesMax)
        {
            return false;
        }

        var topic = _accumulator.Topic(record.Partition.Topic);
        if (record.Partition.Partition != ProducerRecord.AnyPartition)
        {
            return _intake.TryAppend(
                record, topic[record.Partition.Partition], null, ref heldBytes, isWatched, out pending) == AppendOutcome.Done;
        }

        if (topic.Describe(_client.Metadata) is not { } description)
        {
            return false;
        }

        if (record.Key is { } key)
        {
            var partition = topic[Murmur2.PartitionOf(key.Span, description.PartitionCount)];
            return _intake.TryAppend(record, partition, null, ref heldBytes, isWatched, out pending) == AppendOutcome.Done;
        }

        return TryAppendAnywhere(record, topic, description, isWatched, ref heldBytes, out pending);
    }

    private bool TryAppendAnywhere(
        in ProducerRecord record, TopicQueues topic, TopicMetadata description, bool isWatched, ref long heldBytes,
        out PendingDelivery pending)
    {
        while (true)
        {
            var chosen = topic.Chosen(description);
            switch (_intake.TryAppend(record, chosen, topic, ref heldBytes, isWatched, out pending))
            {
                case AppendOutcome.Done:
                    return true;
                case AppendOutcome.NoRoom:
                    return false;
                default:
                    topic.ChooseNext(description, chosen);
                    _wakeup.Set();
                    break;
            }
        }
    }

    private async ValueTask<PendingDelivery> TakeAsync(ProducerRecord record, bool isWatched, CancellationToken cancellation)
    {
        var recordBytes = (long)record.SizeBytes + RecordEncoding.SizeOf(record.Headers.Span);
        if (recordBytes > _options.RequestBytesMax || _intake.ReservationFor((int)recordBytes) > _options.BufferBytesMax)
        {
            throw new KafkaException(
                ErrorCode.MessageTooLarge,
                $"A record of {recordBytes} bytes is more than a request ({_options.RequestBytesMax}) "
                + $"or the buffer ({_options.BufferBytesMax}) may have");
        }

        if (record.Partition.Partition == ProducerRecord.AnyPartition)
        {
            await _client.GetTopicAsync(record.Partition.Topic, _options.AllowTopicCreation, cancellation);
        }

        var heldBytes = _intake.ReservationFor((int)recordBytes);
        await _accumulator.Buffer.ReserveAsync(heldBytes, cancellation);
        try
        {
            if (TryTake(ref record, isWatched, ref heldBytes, out var pending))
            {
                return pending;
            }
        }
        finally
        {
            _accumulator.Buffer.Release(heldBytes);
        }

        // The reservation is enough for any partition, so it is the topic that disappeared meanwhile.
        return await TakeAsync(record, isWatched, cancellation);
    }
}
