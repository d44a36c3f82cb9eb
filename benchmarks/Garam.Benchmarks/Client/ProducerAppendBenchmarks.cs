using BenchmarkDotNet.Attributes;
using Garam.Client.Cluster;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.Transport.InMemory;
using Garam.Waiting;

namespace Garam.Benchmarks.Client;

/// <summary>
/// The way of a record from the caller into the open batch of its partition, and what has to be done to a batch before it is sent. The
/// baseline is a loop that only copies the values.
/// </summary>
[MemoryDiagnoser]
public class ProducerAppendBenchmarks : IAsyncDisposable
{
    private const int Records = 1024;

    private readonly byte[] _copied = new byte[Records * 1024];
    private ClusterClient _client = null!;
    private Accumulator _accumulator = null!;
    private Wakeup _wakeup = null!;
    private RecordIntake _intake = null!;
    private PartitionQueue _queue = null!;
    private ProducerRecord _record;

    [Params(100, 1024)]
    public int ValueBytes { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var options = new ProducerOptions { BatchBytesMax = 64 * 1024 };
        _client = new ClusterClient(
            new ClusterClientOptions { Bootstrap = [new HostPort("nobody", 1)] },
            new InMemoryTransport(new InMemoryTransportOptions(), TimeProvider.System), TimeProvider.System, new Random(1));
        _wakeup = new Wakeup(TimeProvider.System);
        _accumulator = new Accumulator(_client, options);
        _intake = new RecordIntake(_accumulator, options, _wakeup);
        _record = new ProducerRecord(new TopicPartition("logs", 0), null, new byte[ValueBytes], 0);
        _queue = _accumulator.Topic("logs")[0];
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        _accumulator.Dispose();
        _wakeup.Dispose();
        await _client.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public int Copy()
    {
        var length = 0;
        for (var i = 0; i < Records; i++)
        {
            _record.Value!.Value.Span.CopyTo(_copied.AsSpan(length));
            length += ValueBytes;
        }

        return length;
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public int Append()
    {
        AppendAll();
        return TakeBack(isFinished: false);
    }

    /// <summary>With the checksum and the header.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int AppendAndFinish()
    {
        AppendAll();
        return TakeBack(isFinished: true);
    }

    private void AppendAll()
    {
        for (var i = 0; i < Records; i++)
        {
            var held = 0L;
            _ = _intake.TryAppend(_record, _queue, null, ref held, isWatched: false, out _);
        }
    }

    private int TakeBack(bool isFinished)
    {
        var bytes = 0;
        foreach (var batch in _queue.TakeAll())
        {
            if (isFinished)
            {
                batch.FinishRecords();
                batch.Number(ProducerIdentity.None, 0);
                batch.Stamp();
            }

            bytes += batch.SizeBytes;
            _accumulator.Buffer.Release(batch.ReservedBytes);
            _accumulator.Batches.Return(batch);
        }

        return bytes;
    }
}
