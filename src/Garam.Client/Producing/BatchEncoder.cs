using System.Buffers;
using Garam.Protocol.Compression;
using Garam.Waiting;

namespace Garam.Client.Producing;

/// <summary>
/// Compresses several batches at a time, on no thread that takes records or makes requests. The sender begins and ends it.
/// </summary>
internal sealed class BatchEncoder(ProducerOptions options, Wakeup wakeup)
{
    private readonly List<Task> _running = [];
    private int _count;

    /// <summary>False if batches are sent uncompressed.</summary>
    public bool IsNeeded => options.Compression != CompressionType.None;

    public bool HasRoom => Volatile.Read(ref _count) < options.EncodersMax;

    public void Begin(ProducerBatch batch)
    {
        _running.RemoveAll(static one => one.IsCompleted);
        Interlocked.Increment(ref _count);
        _running.Add(EncodeAsync(batch));
    }

    public async ValueTask EndAsync()
    {
        foreach (var one in _running)
        {
            await one;
        }
    }

    private async Task EncodeAsync(ProducerBatch batch)
    {
        await Task.Yield();
        try
        {
            Encode(batch);
        }
        finally
        {
            // Before the wake-up, like an Attempt: the task itself completes only after it.
            Interlocked.Decrement(ref _count);
        }

        wakeup.Set();
    }

    private void Encode(ProducerBatch batch)
    {
        var size = batch.Memory.RecordsBytes;
        var records = ArrayPool<byte>.Shared.Rent(size);
        batch.Memory.CopyRecordsTo(records);
        var compressed = new PooledWriter(size);
        CompressionCodecs.Compress(options.Compression, records.AsSpan(0, size), compressed, options.CompressionLevel);
        batch.Replace(options.Compression, compressed.Written);
        compressed.Dispose();
        ArrayPool<byte>.Shared.Return(records);
    }
}

/// <summary>A growing array from the shared pool. Its one owner disposes it.</summary>
internal sealed class PooledWriter(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _count;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length - _count < Math.Max(sizeHint, 1))
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, _count + sizeHint));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
