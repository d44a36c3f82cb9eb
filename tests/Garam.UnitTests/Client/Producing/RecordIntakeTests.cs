using Garam.Client.Cluster;
using Garam.Client.Producing;
using Garam.Protocol;
using Garam.Transport.InMemory;
using Garam.Waiting;

namespace Garam.UnitTests.Client.Producing;

public sealed class RecordIntakeTests : IAsyncDisposable
{
    private static readonly ProducerOptions Options = new() { BatchBytesMax = 64 * 1024, BufferBytesMax = 256 * 1024 };
    private static readonly TopicMetadata ThreePartitions = new("logs", new Uuid(1, 1), [1, 1, 1]);

    private readonly ClusterClient _client = new(
        new ClusterClientOptions { Bootstrap = [new HostPort("nobody", 1)] },
        new InMemoryTransport(new InMemoryTransportOptions(), TimeProvider.System),
        TimeProvider.System,
        new Random(1));

    private readonly Accumulator _accumulator;
    private readonly RecordIntake _intake;
    private readonly Wakeup _wakeup = new(TimeProvider.System);

    public RecordIntakeTests()
    {
        _accumulator = new Accumulator(_client, Options);
        _intake = new RecordIntake(_accumulator, Options, _wakeup);
    }

    public async ValueTask DisposeAsync()
    {
        _wakeup.Dispose();
        _accumulator.Dispose();
        await _client.DisposeAsync();
    }

    [Fact]
    public void Records_of_an_open_batch_allocate_nothing()
    {
        var record = new ProducerRecord(new TopicPartition("logs", 0), new byte[10], new byte[100], 1_000);
        var queue = _accumulator.Topic("logs")[0];
        Append(record, queue, null);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 400; i++)
        {
            Append(record, queue, null);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(401, queue.Open!.Count);
    }

    [Fact]
    public void Without_a_key_a_batch_is_filled_before_the_next_partition_is_chosen()
    {
        var topic = _accumulator.Topic("logs");
        var record = new ProducerRecord(new TopicPartition("logs", ProducerRecord.AnyPartition), null, new byte[1_000], 1_000);
        List<int> chosen = [];
        for (var i = 0; i < 3 * 64; i++)
        {
            var queue = topic.Chosen(ThreePartitions);
            while (Append(record, queue, topic) == AppendOutcome.Elsewhere)
            {
                topic.ChooseNext(ThreePartitions, queue);
                queue = topic.Chosen(ThreePartitions);
            }

            chosen.Add(queue.Partition.Partition);
        }

        Assert.Equal(3, chosen.Distinct().Count());
        Assert.Equal(2, chosen.Zip(chosen.Skip(1)).Count(static pair => pair.First != pair.Second));
    }

    [Fact]
    public void A_full_buffer_takes_no_more_until_something_is_given_back()
    {
        var queue = _accumulator.Topic("logs")[0];
        var record = new ProducerRecord(new TopicPartition("logs", 0), null, new byte[10_000], 1_000);
        var taken = 0;
        while (Append(record, queue, null) == AppendOutcome.Done)
        {
            taken++;
        }

        Assert.InRange(taken, 20, 26);
        Assert.Equal(Options.BufferBytesMax, _accumulator.Buffer.UsedBytes);
        Assert.Equal(Options.BufferBytesMax, queue.Batches.Sum(static batch => batch.ReservedBytes));
    }

    private AppendOutcome Append(in ProducerRecord record, PartitionQueue queue, TopicQueues? topic)
    {
        var heldBytes = 0L;
        return _intake.TryAppend(record, queue, topic, ref heldBytes, isWatched: false, out _);
    }
}
