using System.Buffers;
using BenchmarkDotNet.Attributes;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.Benchmarks.Protocol;

/// <summary>One batch of 256 KiB with records of 1 KiB, as the load generator sends it.</summary>
[MemoryDiagnoser]
public class RecordBatchBenchmarks
{
    private const int RecordCount = 255;
    private const int DecompressedBytesMax = 1 << 20;

    private static readonly byte[] Value = [.. Enumerable.Range(0, 1024).Select(i => (byte)(i * i))];

    private readonly BatchBuilder _builder = new();
    private readonly ArrayBufferWriter<byte> _writer = new();
    private byte[] _batch = [];
    private byte[] _compressed = [];

    [GlobalSetup]
    public void BuildBatches()
    {
        _batch = Build(new BatchBuilder());
        _compressed = Build(new BatchBuilder { Compression = CompressionType.Zstd });
    }

    [Benchmark]
    public BatchValidation Validate() => BatchValidator.Validate(_batch, new BatchRules { TimestampMsMin = 0 });

    [Benchmark]
    public BatchValidation ValidateCompressed() => BatchValidator.Validate(_compressed, new BatchRules { TimestampMsMin = 0 });

    [Benchmark]
    public long ReadRecords()
    {
        long sum = 0;
        using var reader = BatchReader.Open(_batch, DecompressedBytesMax);
        var records = reader.ReadRecords();
        while (records.MoveNext())
        {
            sum += records.Current.Value.Length;
        }

        return sum;
    }

    [Benchmark]
    public long ReadCompressedRecords()
    {
        long sum = 0;
        using var reader = BatchReader.Open(_compressed, DecompressedBytesMax);
        var records = reader.ReadRecords();
        while (records.MoveNext())
        {
            sum += records.Current.Value.Length;
        }

        return sum;
    }

    [Benchmark]
    public void RewriteTimestamps() => RecordBatchPatch.RewriteTimestamps(_batch, TimestampType.CreateTime, 255);

    [Benchmark]
    public int BuildBatch()
    {
        _builder.Reset();
        _writer.ResetWrittenCount();
        Append(_builder);
        return _builder.WriteTo(_writer);
    }

    private static byte[] Build(BatchBuilder builder)
    {
        Append(builder);
        return builder.ToArray();
    }

    private static void Append(BatchBuilder builder)
    {
        for (var i = 0; i < RecordCount; i++)
        {
            builder.Append(i, null, Value);
        }
    }
}
