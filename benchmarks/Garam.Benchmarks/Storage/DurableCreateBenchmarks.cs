using BenchmarkDotNet.Attributes;
using Garam.Storage;
using Garam.Storage.Directory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Storage;

/// <summary>
/// The cost of a durable object, compared with a file written through the page cache and flushed. Each benchmark ends by printing the
/// processor time per GiB, the figure that decides.
/// </summary>
[MemoryDiagnoser]
public class DurableCreateBenchmarks
{
    private readonly Memory<byte> _content = new AlignedBuffer(8 * 1024 * 1024).Memory;
    private readonly ProcessorTime _processor = new();
    private string _root = "";
    private DirectoryObjectStore? _store;
    private long _number;

    [Params(4 * 1024, 1024 * 1024, 8 * 1024 * 1024)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _root = Directory.CreateTempSubdirectory("garam-bench-").FullName;
        Directory.CreateDirectory(Path.Combine(_root, "plain"));
        _store = DirectoryObjectStore.Open(
            new DirectoryStoreOptions { Root = _root }, NullLogger<DirectoryObjectStore>.Instance);
        new Random(1).NextBytes(_content.Span);
        _processor.Start();
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        _processor.Report($"create of {Bytes} bytes");
        await _store!.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Benchmark]
    public async Task<PutOutcome> DirectoryStoreAsync()
    {
        _processor.Add(Bytes);
        return await _store!.CreateAsync($"segments/{_number++:D10}", _content[..Bytes], CancellationToken.None);
    }

    [Benchmark(Baseline = true)]
    public void PlainFile()
    {
        _processor.Add(Bytes);
        using var file = new FileStream(Path.Combine(_root, "plain", $"{_number++:D10}"), FileMode.CreateNew, FileAccess.Write);
        file.Write(_content.Span[..Bytes]);
        file.Flush(flushToDisk: true);
    }
}
