using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Garam.ConfluentClient;

/// <summary>
/// Producers and members of a group with librdkafka's default settings. One line of the standard input ends the producers, its end
/// everything. Any error that the application is told of is printed.
/// </summary>
internal sealed class Traffic(Request request, ClientOutput output) : IDisposable
{
    private static readonly TimeSpan PollPatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _stopped = new();
    private volatile bool _isEnded;

    public void Dispose() => _stopped.Dispose();

    public void Run()
    {
        new Thread(Listen) { IsBackground = true }.Start();
        List<Thread> workers = [.. Enumerable.Range(0, request.Members).Select(member => Start("member", () => Consume(member)))];
        if (request.PerSecond > 0)
        {
            workers.AddRange(request.Streams.Select(stream => Start("producer", () => Produce(stream))));
        }

        workers.ForEach(static worker => worker.Join());
    }

    private Thread Start(string role, Action work)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (KafkaException fault)
            {
                Fail(role, fault.Error);
            }
        });
        thread.Start();
        return thread;
    }

    private void Listen()
    {
        while (Console.In.ReadLine() is not null)
        {
            _stopped.Set();
        }

        _stopped.Set();
        _isEnded = true;
    }

    private void Produce(RecordStream stream)
    {
        var settings = new ProducerConfig { BootstrapServers = request.Bootstrap, EnableIdempotence = stream.Idempotent };
        using var producer = new ProducerBuilder<byte[]?, byte[]>(settings).SetErrorHandler((_, error) => Note("producer", error)).Build();
        var sent = 0L;
        do
        {
            for (var partition = 0; partition < request.Partitions; partition++)
            {
                var number = sent++;
                var value = Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
                var to = new TopicPartition(stream.Name, partition);
                producer.Produce(to, new() { Value = value }, report => Acknowledge(report, number));
            }
        }
        while (!_stopped.Wait(1000 / request.PerSecond));

        producer.Flush(FlushPatience);
        output.Event("sent", stream.Name, sent);
    }

    private void Acknowledge(DeliveryReport<byte[]?, byte[]> report, long number)
    {
        if (report.Error.IsError)
        {
            Fail("send", report.Error);
        }
        else
        {
            output.Event("acked", report.Topic, report.Partition.Value, report.Offset.Value, number);
        }
    }

    private void Consume(int member)
    {
        var settings = new ConsumerConfig
        {
            BootstrapServers = request.Bootstrap,
            GroupId = request.Group,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(settings)
            .SetErrorHandler((_, error) => Note("member", error))
            .SetPartitionsAssignedHandler((_, parts) => output.Event("assigned", [member, .. Names(parts)]))
            .SetPartitionsRevokedHandler(
                (_, parts) => output.Event("revoked", [member, .. Names(parts.Select(part => part.TopicPartition))]))
            .Build();
        consumer.Subscribe(request.Streams.Select(static stream => stream.Name));
        while (!_isEnded)
        {
            try
            {
                if (consumer.Consume(PollPatience) is { } record)
                {
                    output.Records([record]);
                }
            }
            catch (ConsumeException fault)
            {
                Fail("consume", fault.Error);
            }
        }

        consumer.Close();
    }

    private static IEnumerable<string> Names(IEnumerable<TopicPartition> parts) =>
        parts.Select(part => $"{part.Topic}-{part.Partition.Value}");

    /// <summary>librdkafka reports a lost connection here for information and mends it by itself; what is fatal it cannot mend.</summary>
    private void Note(string role, Error error)
    {
        if (error.IsFatal)
        {
            Fail(role, error);
        }
        else
        {
            output.Event("noted", role, error.Code, error.Reason);
        }
    }

    private void Fail(string role, Error error) => output.Event("failed", role, error.Code, error.Reason);
}
