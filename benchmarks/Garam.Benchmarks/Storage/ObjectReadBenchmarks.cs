using BenchmarkDotNet.Attributes;
using Garam.Storage;
using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Storage;

/// <summary>A cold read of part of a segment: around the page cache, against through it (where the file is warm, its best case).</summary>
[MemoryDiagnoser]
public class ObjectReadBenchmarks
{
    private const int SegmentBytes = 8 * 1024 * 1024;

    private readonly Memory<byte> _content = new AlignedBuffer(SegmentBytes + 4096).Memory;
    private readonly ProcessorTime _processor = new();
    private string _root = "";
    private DirectoryObjectStore? _store;

    [Params(4 * 1024, 1024 * 1024, SegmentBytes)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _root = Directory.CreateTempSubdirectory("garam-bench-").FullName;
        _store = DirectoryObjectStore.Open(
            new DirectoryStoreOptions { Root = _root }, NullLogger<DirectoryObjectStore>.Instance);
        await _store.CreateAsync("segments/1", _content[..SegmentBytes], CancellationToken.None);
        _processor.Start();
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        _processor.Report($"read of {Bytes} bytes");
        await _store!.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Benchmark]
    public async Task<ReadOutcome> DirectAsync()
    {
        _processor.Add(Bytes);
        return await _store!.ReadAsync("segments/1", 0, _content[..Bytes], CancellationToken.None);
    }

    [Benchmark(Baseline = true)]
    public async Task<ReadOutcome> ThroughPageCacheAsync()
    {
        _processor.Add(Bytes);
        return await _store!.ReadAsync("segments/1", 0, _content.Slice(1, Bytes), CancellationToken.None);
    }
}
