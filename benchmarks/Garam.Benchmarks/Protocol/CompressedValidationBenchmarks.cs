using System.Text;
using BenchmarkDotNet.Attributes;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.Benchmarks.Protocol;

/// <summary>
/// The cost of checking a batch of 4,000 log lines with keys, 0.8 MiB before compression: by its frames alone, and record by record, as
/// compacted topics and garam.compressed.records.validation=full require. The checksum is the yardstick: every batch pays it in the pass
/// that copies the batch.
/// </summary>
[MemoryDiagnoser]
public class CompressedValidationBenchmarks
{
    private const int RecordCount = 4000;

    private byte[] _batch = [];

    [ParamsAllValues]
    public CompressionType Codec { get; set; }

    [GlobalSetup]
    public void BuildBatch()
    {
        var builder = new BatchBuilder { Compression = Codec };
        var random = new Random(1);
        for (var i = 0; i < RecordCount; i++)
        {
            var line = $"2026-11-30T12:{i / 60 % 60:D2}:{i % 60:D2}.{random.Next(1000):D3}Z INFO dfs.DataNode$PacketResponder: "
                + $"Received block blk_{random.NextInt64():D19} "
                + $"of size {random.Next(1 << 26)} from /10.251.{random.Next(256)}.{random.Next(256)}, "
                + $"acknowledged by PacketResponder {i % 3} of pipeline {random.Next(99)}, no error";
            builder.Append(1_700_000_000_000 + i, Encoding.ASCII.GetBytes($"host-{random.Next(200)}"), Encoding.ASCII.GetBytes(line));
        }

        _batch = builder.ToArray();
        Console.WriteLine($"// {Codec}: {_batch.Length} bytes of {builder.UncompressedSizeBytes}");
    }

    [Benchmark(Baseline = true)]
    public uint Checksum() => RecordBatchHeader.ComputeCrc(_batch);

    [Benchmark]
    public BatchValidation Frames() => BatchValidator.Validate(_batch, new BatchRules());

    [Benchmark]
    public BatchValidation Full() => BatchValidator.Validate(_batch, new BatchRules { ValidatesCompressedRecords = true });

    [Benchmark]
    public BatchValidation Compacted() => BatchValidator.Validate(_batch, new BatchRules { IsKeyRequired = true });
}
