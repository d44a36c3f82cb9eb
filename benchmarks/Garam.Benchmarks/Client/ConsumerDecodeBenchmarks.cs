using BenchmarkDotNet.Attributes;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Wire;

namespace Garam.Benchmarks.Client;

/// <summary>
/// A consumer's work on the bytes of a response: it finds the batches, verifies their checksums and walks the records. The baseline copies
/// the same uncompressed batches.
/// </summary>
[MemoryDiagnoser]
public class ConsumerDecodeBenchmarks
{
    private const int Batches = 4;
    private const int RecordsEach = 255;
    private const int Records = Batches * RecordsEach;
    private const int ValueBytes = 1024;

    private byte[] _plain = [];
    private byte[] _copied = [];
    private FetchResponse.FetchableTopicResponse _topic = null!;
    private FetchResponse.PartitionData _partition = null!;

    [Params(CompressionType.None, CompressionType.Lz4)]
    public CompressionType Compression { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _plain = Build(CompressionType.None);
        _copied = new byte[_plain.Length];
        _partition = new FetchResponse.PartitionData { Records = new RecordSlices(Build(Compression)) };
        _topic = new FetchResponse.FetchableTopicResponse { Topic = "logs", TopicId = new Uuid(1, 1), Partitions = [_partition] };
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public int Copy()
    {
        _plain.CopyTo(_copied.AsSpan());
        return _copied.Length;
    }

    /// <summary>In place: what the records show ends with the next one.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public long Walk()
    {
        long bytes = 0;
        using var fetched = Fetched();
        foreach (ref readonly var record in fetched.Records())
        {
            bytes += record.Value.Length;
        }

        return bytes;
    }

    /// <summary>Each record with memory of its own.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int Read()
    {
        using var fetched = Fetched();
        return fetched.ReadRecords().Count;
    }

    private static byte[] Build(CompressionType compression) => [.. Enumerable.Range(0, Batches).SelectMany(_ => BuildBatch(compression))];

    /// <summary>Text-like: every value repeats a line.</summary>
    private static byte[] BuildBatch(CompressionType compression)
    {
        var builder = new BatchBuilder { Compression = compression };
        var line = "2026-01-01 12:00:00 INFO dfs.DataNode: Served block of 64 MiB to 10.1.2.3. "u8.ToArray();
        var value = new byte[ValueBytes];
        for (var i = 0; i < RecordsEach; i++)
        {
            for (var at = 0; at < ValueBytes; at++)
            {
                value[at] = line[(at + i) % line.Length];
            }

            builder.Append(i, null, value);
        }

        return builder.ToArray();
    }

    private FetchedPartition Fetched()
    {
        var answered = AnsweredPartition.From(_topic, _partition);
        return new FetchedPartition
        {
            Partition = new TopicPartition("logs", 0),
            TopicId = _topic.TopicId,
            FetchOffset = 0,
            NextOffset = answered.NextOffset,
            HighWatermark = answered.NextOffset,
            LogStartOffset = 0,
            Batches = answered.Batches,
            DecompressedBatchBytesMax = 1 << 20,
        };
    }
}
