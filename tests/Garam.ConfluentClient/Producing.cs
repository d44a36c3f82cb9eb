using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Garam.ConfluentClient;

internal static class Producing
{
    private const int ValueBytes = 200;

    /// <summary>Records of a sequence that are under way at one time.</summary>
    private const int Window = 2_000;

    private const int RecordsBetweenEvents = 200;

    private static readonly TimeSpan DueCheckInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(60);

    /// <summary>A producer has one codec for all that it sends.</summary>
    public static void Produce(Request request, ClientOutput output)
    {
        foreach (var sends in request.Sends.GroupBy(send => send.Codec))
        {
            var settings = new ProducerConfig
            {
                BootstrapServers = request.Bootstrap,
                CompressionType = Enum.Parse<CompressionType>(sends.Key, ignoreCase: true),
                LingerMs = 20,
                EnableIdempotence = true,
                Partitioner = Partitioner.Murmur2Random,
                QueueBufferingMaxMessages = 10_000_000,
            };
            using var producer = new ProducerBuilder<byte[]?, byte[]>(settings).Build();
            foreach (var send in sends)
            {
                foreach (var message in Messages(send))
                {
                    producer.Produce(send.Topic, message, Check);
                }

                Flush(producer);
                output.Event("sent", send.Topic);
            }
        }
    }

    /// <summary>Never gives up. The test asks for the end.</summary>
    public static void Sequence(Request request, ClientOutput output, StopSignal stop)
    {
        var settings = new ProducerConfig
        {
            BootstrapServers = request.Bootstrap,
            EnableIdempotence = true,
            LingerMs = 5,
            MessageTimeoutMs = 0,
            RetryBackoffMs = 50,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 250,
        };
        using var producer = new ProducerBuilder<byte[]?, byte[]>(settings).Build();
        using var news = new AutoResetEvent(initialState: false);
        var (sent, acknowledged) = (0L, 0L);
        void Acknowledge(DeliveryReport<byte[]?, byte[]> report)
        {
            Check(report);
            if (Interlocked.Increment(ref acknowledged) is var count && count % RecordsBetweenEvents == 0)
            {
                output.Event("acked", count);
                news.Set();
            }
        }

        var clock = Stopwatch.StartNew();
        while (!stop.IsAsked)
        {
            var due = request.PerSecond == 0 ? long.MaxValue : (long)(clock.Elapsed.TotalSeconds * request.PerSecond);
            while (sent < due && sent - Interlocked.Read(ref acknowledged) < Window && !stop.IsAsked)
            {
                var value = Encoding.ASCII.GetBytes(sent.ToString(CultureInfo.InvariantCulture).PadRight(ValueBytes));
                producer.Produce(new TopicPartition(request.Topic, (int)(sent % request.Partitions)), new() { Value = value }, Acknowledge);
                sent++;
            }

            // An acknowledgement makes room; without one, time makes records due.
            news.WaitOne(DueCheckInterval);
        }

        Flush(producer);
        output.Event("done", sent, Interlocked.Read(ref acknowledged));
    }

    private static IEnumerable<Message<byte[]?, byte[]>> Messages(Send send)
    {
        var lines = Lines(File.ReadAllBytes(send.File));
        for (var number = 0L; number < (long)lines.Count * send.Times; number++)
        {
            yield return new()
            {
                Key = send.Keyed ? Encoding.ASCII.GetBytes((send.First + number).ToString(CultureInfo.InvariantCulture)) : null,
                Value = lines[(int)(number % lines.Count)],
            };
        }
    }

    private static List<byte[]> Lines(ReadOnlySpan<byte> text)
    {
        List<byte[]> lines = [];
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            lines.Add((end < 0 ? text : text[..end]).ToArray());
            text = end < 0 ? default : text[(end + 1)..];
        }

        return lines;
    }

    private static void Check(DeliveryReport<byte[]?, byte[]> report)
    {
        if (report.Error.IsError)
        {
            Environment.FailFast(report.Error.ToString());
        }
    }

    private static void Flush(IProducer<byte[]?, byte[]> producer)
    {
        if (producer.Flush(FlushPatience) > 0)
        {
            throw new TimeoutException("Not everything was acknowledged.");
        }
    }
}
