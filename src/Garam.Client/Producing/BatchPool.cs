using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// Batches for reuse, and the blocks that hold their records. Any thread. The owner disposes it when all batches are back.
/// </summary>
internal sealed class BatchPool(ProducerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>More than any producer has in flight. The garbage collector takes the rest.</summary>
    private const int SpareMax = 1024;

    private readonly Lock _lock = new();
    private readonly Stack<ProducerBatch> _spare = new();

    public BufferPool Blocks { get; } = new(options.BatchBytesMax);

    /// <summary>Returns a batch that begins now.</summary>
    public ProducerBatch Rent(PartitionQueue queue) =>
        Rent(queue, new BatchMoments(time.After(options.Linger), time.After(options.DeliveryTimeout)));

    public ProducerBatch Rent(PartitionQueue queue, BatchMoments moments)
    {
        ProducerBatch? batch;
        lock (_lock)
        {
            _spare.TryPop(out batch);
        }

        batch ??= new ProducerBatch(Blocks, options.Observer is not null);
        batch.Begin(queue, moments);
        return batch;
    }

    public void Return(ProducerBatch batch)
    {
        batch.End();
        lock (_lock)
        {
            if (_spare.Count < SpareMax)
            {
                _spare.Push(batch);
            }
        }
    }

    public void Dispose() => Blocks.Dispose();
}
