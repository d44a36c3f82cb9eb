using Garam.Client.Cluster;
using Garam.Client.Producing;

namespace Garam.Benchmarks.Client;

/// <summary>Records without keys, as fast as the producer takes them.</summary>
internal sealed class ProduceLoad : IDeliveryObserver
{
    private long _delivered;

    public static async Task RunAsync(ClusterClient client, ClientLoad load, string topic, long records)
    {
        var outcomes = new ProduceLoad();
        await using var producer = new Producer(client, new ProducerOptions
        {
            BatchBytesMax = load.BatchBytes,
            Linger = load.Linger,
            Acks = load.Acks,
            IsIdempotent = load.IsIdempotent,
            RequestBytesMax = Math.Max(load.BatchBytes, 1024 * 1024),
            BufferBytesMax = 128 * 1024 * 1024,
            Observer = outcomes,
        });
        var running = producer.RunAsync(CancellationToken.None);
        var payload = new byte[load.RecordBytes];
        new Random(1).NextBytes(payload);
        var record = new ProducerRecord(topic, null, payload);
        for (var i = 0L; i < records; i++)
        {
            if (!producer.TryEnqueue(record))
            {
                await producer.EnqueueAsync(record, CancellationToken.None);
            }
        }

        await producer.CloseAsync(CancellationToken.None);
        await running;
        if (outcomes._delivered != records)
        {
            throw new InvalidOperationException($"{outcomes._delivered} of {records} records were delivered.");
        }
    }

    public void OnCompleted(in BatchOutcome outcome)
    {
        if (outcome.Fault is null)
        {
            Interlocked.Add(ref _delivered, outcome.Count);
        }
    }
}
