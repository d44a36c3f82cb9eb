using System.Buffers;
using Garam.Client.Timing;
using Garam.Protocol.Compression;

namespace Garam.Client.Producing;

/// <summary>
/// Compresses batches, several at a time, neither where records are taken nor where requests are made. The sender begins and ends it.
/// </summary>
internal sealed class BatchEncoder(ProducerOptions options, Wakeup wakeup)
{
    private readonly List<Task> _running = [];

    /// <summary>Without it batches go out as they are.</summary>
    public bool IsNeeded => options.Compression != CompressionType.None;

    public bool HasRoom
    {
        get
        {
            _running.RemoveAll(static one => one.IsCompleted);
            return _running.Count < options.EncodersMax;
        }
    }

    public void Begin(ProducerBatch batch) => _running.Add(EncodeAsync(batch));

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
        var size = batch.Memory.RecordsBytes;
        var records = ArrayPool<byte>.Shared.Rent(size);
        batch.Memory.CopyRecordsTo(records);
        var compressed = new PooledWriter(size);
        CompressionCodecs.Compress(options.Compression, records.AsSpan(0, size), compressed, options.CompressionLevel);
        batch.Replace(options.Compression, compressed.Written);
        compressed.Dispose();
        ArrayPool<byte>.Shared.Return(records);
        wakeup.Set();
    }
}
