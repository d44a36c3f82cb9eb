using System.Diagnostics.Metrics;
using Garam.Broker.Cache;
using Garam.Storage.Memory;
using Garam.Transport.Buffers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Broker;

/// <summary>A cache over native memory and a store in memory, for the benchmarks of the data path.</summary>
internal sealed class BenchmarkedMemory : IAsyncDisposable
{
    private readonly BlockArena _arena = BlockArena.CreateNative("segments", 128 << 20, 4096, 32 << 20);

    public BenchmarkedMemory() => Cache = new ChunkCache(
        Store, _arena, new CacheOptions { CacheBytesMax = 64 << 20 },
        TimeProvider.System, new CacheMetrics(Meters), NullLogger<ChunkCache>.Instance);

    public static IMeterFactory Meters { get; } = new TestMeters();

    public MemoryObjectStore Store { get; } = new();

    public ChunkCache Cache { get; }

    public static byte[] Batch(int bytes)
    {
        const int RecordBytes = 1000;
        var builder = new BatchBuilder();
        while (builder.UncompressedSizeBytes + RecordBytes < bytes)
        {
            builder.Append(1_000, null, new byte[RecordBytes]);
        }

        return builder.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        _arena.Dispose();
    }
}
