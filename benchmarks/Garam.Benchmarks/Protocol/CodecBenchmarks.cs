using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Garam.Protocol.Compression;

namespace Garam.Benchmarks.Protocol;

/// <summary>
/// Compression and decompression of log lines in the size of a producer's default batch and of a large one. A copy of the same bytes is the
/// measure. Run it on two commits in turn to compare two implementations of a codec (docs/dependencies.md).
/// </summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly ArrayBufferWriter<byte> _written = new(4 << 20);
    private byte[] _source = [];
    private byte[] _copied = [];
    private byte[] _compressed = [];

    [Params(CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd)]
    public CompressionType Codec { get; set; }

    [Params(16 << 10, 1 << 20)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        var text = new StringBuilder(Bytes + 1000);
        while (text.Length < Bytes)
        {
            text.Append($"2026-11-30T12:{random.Next(60):D2}:{random.Next(60):D2}.{random.Next(1000):D3}Z INFO ")
                .Append($"dfs.DataNode$PacketResponder: Received block blk_{random.NextInt64():D19} of size {random.Next(1 << 26)} ")
                .Append($"from /10.251.{random.Next(256)}.{random.Next(256)}, acknowledged\n");
        }

        _source = Encoding.ASCII.GetBytes(text.ToString(0, Bytes));
        _copied = new byte[Bytes];
        Compress();
        _compressed = _written.WrittenSpan.ToArray();
        Console.WriteLine($"// {Codec}: {_compressed.Length} bytes of {Bytes}");
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _source.CopyTo(_copied.AsSpan());

    [Benchmark]
    public int Compress()
    {
        _written.ResetWrittenCount();
        CompressionCodecs.Compress(Codec, _source, _written);
        return _written.WrittenCount;
    }

    [Benchmark]
    public DecompressionStatus Decompress()
    {
        using var content = new BoundedBuffer(Bytes);
        return CompressionCodecs.Decompress(Codec, _compressed, content);
    }
}
