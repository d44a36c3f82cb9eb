using System.Buffers;
using BenchmarkDotNet.Attributes;
using Garam.Broker.Handlers.Fetch;
using Garam.Broker.Leader;
using Garam.Broker.ReadPath;
using Garam.Broker.ReadPath.Planning;
using Garam.Broker.ReadPath.Sessions;
using Garam.Segments;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Records;
using Garam.Protocol.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Broker;

/// <summary>
/// A fetch of 16 partitions from four segments in memory: plan, leases, slices, the encoded response. Its time must not grow with the
/// bytes.
/// </summary>
[MemoryDiagnoser]
public class FetchBenchmarks : IAsyncDisposable
{
    private const int Partitions = 16;
    private const int Segments = 4;
    private const int BatchesPerRun = 4;

    private static readonly Uuid Topic = new(1, 1);

    private readonly BenchmarkedMemory _memory = new();
    private readonly Replica _replica = new(new Dictionary<long, SkipRecord>(), NullLogger<Replica>.Instance);
    private FetchService _service = null!;
    private FetchSessionCache _sessions = null!;
    private FetchRequest _request = null!;

    [Params(16 << 10, 64 << 10)]
    public int BatchBytes { get; set; }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var options = new FetchOptions();
        _sessions = new FetchSessionCache(options, TimeProvider.System, new Random(1));
        var parts = new FetchParts(_replica, new LeaderReads(null!, _replica), _memory.Cache, new FetchWaiters(TimeProvider.System));
        _service = new FetchService(
            parts, options, new FetchMetrics(BenchmarkedMemory.Meters), TimeProvider.System, NullLogger<FetchService>.Instance);
        var life = (RegisterProcessResult)Apply(new RegisterProcess { Name = "bench", Host = "localhost", Port = 9092 });
        Apply(new CreateTopic { Name = "bench", TopicId = Topic, Partitions = Partitions });
        for (var number = 1; number <= Segments; number++)
        {
            await CommitAsync(life.Incarnation, number);
        }

        _request = new FetchRequest
        {
            MinBytes = 1,
            Topics = [new() { TopicId = Topic, Partitions = [.. Enumerable.Range(0, Partitions).Select(Target)] }],
        };
    }

    [Benchmark]
    public async Task<long> PlanAndReplyAsync()
    {
        var scope = _sessions.Open(_request, 13);
        var (fetched, leases) = await _service.FetchAsync(_request, scope, CancellationToken.None);
        using var frame = FrameEncoding.Response(ApiKey.Fetch, 13, 1, FetchResponses.Create(scope, fetched));
        var length = frame.Length;
        leases.Dispose();
        return length;
    }

    private static FetchRequest.FetchPartition Target(int partition) => new() { Partition = partition, PartitionMaxBytes = 1 << 20 };

    private async Task CommitAsync(Incarnation incarnation, int number)
    {
        var batch = BenchmarkedMemory.Batch(BatchBytes);
        var header = new RecordBatchHeader(batch);
        var (records, maxTimestamp) = (header.RecordCount, header.MaxTimestamp);
        var block = await _memory.Cache.TakeForWriteAsync(
            SegmentFormat.LengthFor((long)batch.Length * Partitions * BatchesPerRun, Partitions), default);
        var entries = new List<SegmentBatch>();
        var length = Write(block.Memory.Span, batch, (partition, position) => entries.Add(new SegmentBatch
        {
            TopicId = Topic,
            Partition = partition,
            Position = position,
            Length = batch.Length,
            RecordCount = records,
            MaxTimestampMs = maxTimestamp,
        }));
        _memory.Cache.AddWritten(new SegmentId(0, incarnation.Value, number), block, length);
        Apply(new CommitSegment
        {
            IncarnationValue = incarnation.Value,
            CommitNumber = number,
            SegmentNumber = number,
            SegmentLength = length,
            Batches = [.. entries],
        });
    }

    private static int Write(Span<byte> block, byte[] batch, Action<int, int> placed)
    {
        var writer = new SegmentWriter(block, []);
        for (var partition = 0; partition < Partitions; partition++)
        {
            writer.BeginRun(Topic, partition);
            for (var i = 0; i < BatchesPerRun; i++)
            {
                writer.TryAppend(batch, TimestampType.CreateTime, new RecordBatchHeader(batch).MaxTimestamp, out var position);
                placed(partition, position);
            }
        }

        return writer.Finish();
    }

    private CommandResult Apply(Command command)
    {
        var sequence = _replica.AppliedSequence + 1;
        var bytes = new ArrayBufferWriter<byte>();
        CommandCatalog.Write(command, bytes);
        var header = new JournalEntryHeader(sequence, 1, (ulong)sequence, _replica.Position.Chain.Nonce, sequence, 0, 0);
        return _replica.Apply(new StoredEntry(sequence, JournalEntryCodec.Encode(header, [bytes.WrittenMemory]))).Results[0];
    }
}
