using System.Diagnostics;
using Confluent.Kafka;

namespace Garam.ConfluentClient;

internal static class Consuming
{
    private const int BatchRecordsMax = 5_000;

    private static readonly TimeSpan BatchWait = TimeSpan.FromMilliseconds(200);

    public static void Consume(Request request, ClientOutput output, StopSignal stop)
    {
        var settings = new ConsumerConfig
        {
            BootstrapServers = request.Bootstrap,
            GroupId = request.Group,
            GroupInstanceId = request.Instance,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            SessionTimeoutMs = request.SessionMs,
            HeartbeatIntervalMs = 500,
            FetchWaitMaxMs = 200,
            ReconnectBackoffMaxMs = 500,
        };
        settings.Set("partition.assignment.strategy", request.Assignor ?? "range");
        List<ConsumeResult<byte[], byte[]>> batch = [];
        using var consumer = new ConsumerBuilder<byte[], byte[]>(settings)

            // All that it has: a cooperative consumer is only given what is new to it.
            .SetPartitionsAssignedHandler((one, parts) => output.Event("assigned", Names([.. one.Assignment, .. parts])))
            .SetPartitionsRevokedHandler((one, parts) =>
            {
                // While they are still this member's: a commit after that would take back what the next member commits.
                Settle(one, batch, output);
                output.Event("revoked", Names(parts.Select(part => part.TopicPartition)));
            })
            .Build();
        consumer.Subscribe(request.Topics);
        while (!stop.IsAsked)
        {
            Take(consumer, batch);
            Settle(consumer, batch, output);
        }

        consumer.Close();
    }

    private static IEnumerable<string> Names(IEnumerable<TopicPartition> parts) =>
        parts.Distinct().Select(part => $"{part.Topic}-{part.Partition.Value}").Order(StringComparer.Ordinal);

    private static void Settle(IConsumer<byte[], byte[]> consumer, List<ConsumeResult<byte[], byte[]>> batch, ClientOutput output)
    {
        if (batch.Count > 0)
        {
            output.Records(batch);
            Commit(consumer, batch, output);
            batch.Clear();
        }
    }

    private static void Take(IConsumer<byte[], byte[]> consumer, List<ConsumeResult<byte[], byte[]>> batch)
    {
        var clock = Stopwatch.StartNew();
        while (batch.Count < BatchRecordsMax && BatchWait - clock.Elapsed is var rest && rest > TimeSpan.Zero)
        {
            if (Next(consumer, rest) is { } record)
            {
                batch.Add(record);
            }
        }
    }

    private static ConsumeResult<byte[], byte[]>? Next(IConsumer<byte[], byte[]> consumer, TimeSpan patience)
    {
        try
        {
            return consumer.Consume(patience);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            return null;
        }
    }

    private static void Commit(IConsumer<byte[], byte[]> consumer, List<ConsumeResult<byte[], byte[]>> batch, ClientOutput output)
    {
        TopicPartitionOffset[] next =
            [.. batch.GroupBy(one => one.TopicPartition, (part, all) => new TopicPartitionOffset(part, all.Last().Offset + 1))];
        try
        {
            consumer.Commit(next);
        }
        catch (KafkaException e)
        {
            // A rebalance came first: records that were not committed are delivered again.
            output.Event("uncommitted", e.Error.Code);
            return;
        }

        foreach (var one in next)
        {
            output.Event("committed", one.Topic, one.Partition.Value, one.Offset.Value);
        }
    }
}
