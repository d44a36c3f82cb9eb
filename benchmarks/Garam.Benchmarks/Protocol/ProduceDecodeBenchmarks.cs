using BenchmarkDotNet.Attributes;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;

namespace Garam.Benchmarks.Protocol;

/// <summary>A Produce request of one topic: allocation must depend on partitions only, never on the records in them.</summary>
[MemoryDiagnoser]
public class ProduceDecodeBenchmarks
{
    private byte[] _frame = [];

    [Params(1, 16)]
    public int Partitions { get; set; }

    [Params(1024, 64 * 1024)]
    public int BatchBytes { get; set; }

    [GlobalSetup]
    public void Encode()
    {
        var partitions = new ProduceRequest.PartitionProduceData[Partitions];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = new() { Index = i, Records = new RecordSlices(new byte[BatchBytes]) };
        }

        var request = new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 30_000,
            TopicData = [new() { TopicId = new Uuid(1, 2), PartitionData = partitions }],
        };
        using var frame = FrameEncoding.Request(ApiKey.Produce, 13, 1, "benchmark", request);
        _frame = frame.ToArray()[sizeof(int)..];
    }

    [Benchmark]
    public int Decode()
    {
        var reader = new WireReader(_frame);
        var header = FrameEncoding.ReadRequestHeader(ref reader);
        var request = new ProduceRequest();
        request.Read(ref reader, header.RequestApiVersion);
        return request.TopicData.Length;
    }
}
