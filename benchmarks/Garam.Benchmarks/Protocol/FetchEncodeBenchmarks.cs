using BenchmarkDotNet.Attributes;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Wire;

namespace Garam.Benchmarks.Protocol;

/// <summary>A Fetch response of one topic whose records lie in several slices: none of them is copied, so size must not matter.</summary>
[MemoryDiagnoser]
public class FetchEncodeBenchmarks
{
    private const int SlicesPerPartition = 2;

    private FetchResponse _response = new();

    [Params(1, 16)]
    public int Partitions { get; set; }

    [Params(1024, 512 * 1024)]
    public int SliceBytes { get; set; }

    [GlobalSetup]
    public void Build()
    {
        var partitions = new FetchResponse.PartitionData[Partitions];
        for (var i = 0; i < partitions.Length; i++)
        {
            ReadOnlyMemory<byte>[] slices = [new byte[SliceBytes], new byte[SliceBytes]];
            partitions[i] = new()
            {
                PartitionIndex = i,
                HighWatermark = 1000,
                Records = new RecordSlices(slices, SlicesPerPartition * SliceBytes),
            };
        }

        _response = new FetchResponse { Responses = [new() { TopicId = new Uuid(1, 2), Partitions = partitions }] };
    }

    [Benchmark]
    public int Encode()
    {
        using var frame = FrameEncoding.Response(ApiKey.Fetch, 18, 1, _response);
        return frame.Complete().Count;
    }
}
