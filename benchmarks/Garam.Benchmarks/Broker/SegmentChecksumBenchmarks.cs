using BenchmarkDotNet.Attributes;
using Garam.Protocol;
using Garam.Protocol.Checksums;
using Garam.Protocol.Records;
using Garam.Segments;

namespace Garam.Benchmarks.Broker;

/// <summary>The checksum of a segment of 4 MiB for its upload: by reading all of it, and from the checksums of its runs.</summary>
public class SegmentChecksumBenchmarks
{
    private const int SegmentBytes = 4 << 20;

    private byte[] _segment = [];

    [Params(4 << 10, 20 << 10, 256 << 10)]
    public int RunBytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var batch = BenchmarkedMemory.Batch(RunBytes);
        var partitions = SegmentBytes / batch.Length;
        var block = new byte[SegmentFormat.LengthFor((long)partitions * batch.Length, partitions)];
        var writer = new SegmentWriter(block, []);
        for (var partition = 0; partition < partitions; partition++)
        {
            writer.BeginRun(new Uuid(1, 1), partition);
            writer.TryAppend(batch, TimestampType.CreateTime, new RecordBatchHeader(batch).MaxTimestamp, out _);
        }

        _segment = block[..writer.Finish()];
    }

    [Benchmark(Baseline = true)]
    public uint Hash() => Crc32C.Compute(_segment);

    [Benchmark]
    public uint Combine() => SegmentChecksum.Of(_segment);
}
