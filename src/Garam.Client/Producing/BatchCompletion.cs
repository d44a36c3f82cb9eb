using Garam.Client.Cluster;

namespace Garam.Client.Producing;

/// <summary>
/// Completes when the outcome of one batch is known; created for the first caller that asks. The completion of a divided batch refers to
/// those of its parts. Any thread.
/// </summary>
internal sealed class BatchCompletion
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TopicPartition _partition;
    private long _baseOffset;
    private long _appendTimeMs;
    private Exception? _fault;
    private IReadOnlyList<(int End, BatchCompletion Completion)>? _parts;

    public void Complete(in BatchOutcome outcome)
    {
        (_partition, _baseOffset, _appendTimeMs, _fault) = (outcome.Partition, outcome.BaseOffset, outcome.AppendTimeMs, outcome.Fault);
        _done.TrySetResult();
    }

    /// <param name="parts">In order, each with the number of records up to its end.</param>
    public void Divide(IReadOnlyList<(int End, BatchCompletion Completion)> parts)
    {
        _parts = parts;
        _done.TrySetResult();
    }

    /// <summary>Completes whatever the outcome is.</summary>
    public async ValueTask EndAsync()
    {
        await _done.Task;
        foreach (var (_, part) in _parts ?? [])
        {
            await part.EndAsync();
        }
    }

    public async ValueTask<Delivery> DeliveryOfAsync(int index, long timestampMs)
    {
        await _done.Task;
        var start = 0;
        foreach (var (end, part) in _parts ?? [])
        {
            if (index < end)
            {
                return await part.DeliveryOfAsync(index - start, timestampMs);
            }

            start = end;
        }

        return _fault is null
            ? new Delivery(
                _partition, _baseOffset < 0 ? -1 : _baseOffset + index)
            { TimestampMs = _appendTimeMs >= 0 ? _appendTimeMs : timestampMs }
            : throw _fault;
    }
}
