using Garam.Client.Errors;
using Garam.Client.Producing;

namespace Garam.Cli.Records.Producing;

/// <summary>
/// The outcome of the records that were handed to the producer, by partition. The producer's threads write, the command reads; the lock is
/// held for one batch.
/// </summary>
internal sealed class DeliveryLedger : IDeliveryObserver
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, PartitionDeliveries> _partitions = [];
    private readonly TaskCompletionSource _failing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _acknowledged;
    private long _acknowledgedBytes;
    private long _failed;
    private volatile Exception? _fault;

    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Bytes of the keys and values of acknowledged records.</summary>
    public long AcknowledgedBytes => Volatile.Read(ref _acknowledgedBytes);

    public long Failed => Volatile.Read(ref _failed);

    /// <summary>The fault of the first batch that failed; null if none has.</summary>
    public Exception? Fault => _fault;

    /// <summary>Completes with the first fault, because the input may be silent for a long time.</summary>
    public Task Failing => _failing.Task;

    /// <summary>Completes when a batch is not acknowledged in time.</summary>
    public Task Late => _late.Task;

    /// <summary>The number of the first failed record in the order of the input.</summary>
    public long FailedNumber { get; private set; } = long.MaxValue;

    public void OnCompleted(in BatchOutcome outcome)
    {
        lock (_lock)
        {
            if (outcome.Fault is { } fault)
            {
                _fault ??= fault;
                _failing.TrySetResult();
                _ = fault is KafkaException { Fault: KafkaFault.DeliveryTimedOut } && _late.TrySetResult();
                AddFailed(outcome);
            }
            else
            {
                AddAcknowledged(outcome);
            }
        }
    }

    public IReadOnlyList<PartitionDeliveries> Partitions()
    {
        lock (_lock)
        {
            return [.. _partitions.Values];
        }
    }

    private void AddFailed(in BatchOutcome outcome)
    {
        Volatile.Write(ref _failed, _failed + outcome.Count);
        foreach (var tag in outcome.Tags)
        {
            FailedNumber = Math.Min(FailedNumber, RecordTag.From(tag).Number);
        }
    }

    private void AddAcknowledged(in BatchOutcome outcome)
    {
        long bytes = 0;
        foreach (var tag in outcome.Tags)
        {
            bytes += RecordTag.From(tag).SizeBytes;
        }

        Volatile.Write(ref _acknowledged, _acknowledged + outcome.Count);
        Volatile.Write(ref _acknowledgedBytes, _acknowledgedBytes + bytes);
        var before = _partitions.GetValueOrDefault(outcome.Partition.Partition) ?? new PartitionDeliveries(
            outcome.Partition.Partition, 0, null, null);
        _partitions[outcome.Partition.Partition] = before.With(outcome.BaseOffset, outcome.Count);
    }
}

/// <summary>
/// The number and the size of a record, packed into the one number that the producer gives back, so that nothing has to be remembered about
/// records in flight.
/// </summary>
/// <param name="Number">The place in the input, from 1 on. It has 37 bits, enough for a day and a half at a million records a
/// second.</param>
/// <param name="SizeBytes">The size of key and value; no request is larger than 64 MiB.</param>
internal readonly record struct RecordTag(long Number, int SizeBytes)
{
    private const int SizeBits = 27;

    public long Value => (Number << SizeBits) | (uint)SizeBytes;

    public static RecordTag From(long value) => new((long)((ulong)value >> SizeBits), (int)(value & ((1 << SizeBits) - 1)));
}
