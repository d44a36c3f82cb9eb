using BenchmarkDotNet.Attributes;
using Garam.Broker.WritePath;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Protocol;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Records;
using Garam.Transport.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Broker;

/// <summary>
/// One segment of 4 MiB from parking to its footer: the processor time of the copy with its checksum, and what a request allocates.
/// </summary>
[MemoryDiagnoser]
public class SealBenchmarks : IAsyncDisposable
{
    private const int SegmentBytes = 4 << 20;
    private const int Partitions = 16;

    private readonly BenchmarkedMemory _memory = new();
    private readonly List<ParkedBatch> _taken = [];
    private OpenSegment _open = null!;
    private SegmentSealer _sealer = null!;
    private byte[] _batch = [];

    [Params(16 << 10, 256 << 10)]
    public int BatchBytes { get; set; }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [GlobalSetup]
    public void SetUp()
    {
        _batch = BenchmarkedMemory.Batch(BatchBytes);
        _open = new OpenSegment(int.MaxValue);
        var replica = new Replica(new Dictionary<long, SkipRecord>(), NullLogger<Replica>.Instance);
        var clock = new RecordClock(replica, TimeProvider.System, TimeProvider.System, NullLogger<RecordClock>.Instance);
        _sealer = new SegmentSealer(_memory.Cache, clock);
    }

    [Benchmark]
    public async Task<int> ParkAndSealAsync()
    {
        var header = new RecordBatchHeader(_batch).MaxTimestamp;
        for (var i = 0; i < SegmentBytes / BatchBytes; i++)
        {
            var pending = new PendingProduce(new HeldFrame(), 1, 0, TimeSpan.FromSeconds(30));
            var answer = new ProduceResponse.PartitionProduceResponse { Index = i % Partitions };
            _open.Park([new ParkedBatch(pending, answer, new Uuid(1, 1), _batch, TimestampType.CreateTime, header)]);
        }

        _taken.Clear();
        var bytes = _open.Take(_taken, int.MaxValue, int.MaxValue);
        var segment = await _sealer.SealAsync(_taken, bytes, CancellationToken.None);
        _memory.Cache.ReturnFromWrite(segment.Block);
        return segment.Length;
    }

    /// <summary>Its bytes belong to the benchmark.</summary>
    private sealed class HeldFrame : IncomingFrame
    {
        public override ReadOnlyMemory<byte> Body => default;

        protected override void Return()
        {
        }
    }
}
