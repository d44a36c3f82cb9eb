using BenchmarkDotNet.Attributes;
using Garam.Protocol.Checksums;

namespace Garam.Benchmarks.Protocol;

/// <summary>
/// The work that sealing a segment does for each byte. 64 MiB fits into no cache, as under load; 64 KiB is one batch in cache.
/// </summary>
[MemoryDiagnoser]
public class ChecksumBenchmarks
{
    private byte[] _source = [];
    private byte[] _destination = [];

    [Params(64 * 1024, 64 * 1024 * 1024)]
    public int Length { get; set; }

    [GlobalSetup]
    public void FillSource()
    {
        _source = new byte[Length];
        _destination = new byte[Length];
        new Random(1).NextBytes(_source);
        new Random(2).NextBytes(_destination);
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _source.AsSpan().CopyTo(_destination);

    [Benchmark]
    public uint Crc() => Crc32C.Compute(_source);

    [Benchmark]
    public uint CopyWithCrc() => Crc32C.CopyAndCompute(_source, _destination);

    [Benchmark]
    public uint CopyThenCrc()
    {
        _source.AsSpan().CopyTo(_destination);
        return Crc32C.Compute(_destination);
    }

    [Benchmark]
    public uint Combine() => Crc32C.Combine(0x12345678, 0x9ABCDEF0, Length);
}
