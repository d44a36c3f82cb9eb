using System.Diagnostics;
using Garam.Client.Connections;
using Garam.Protocol;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.Metadata;
using Garam.Protocol.Messages.Produce;
using Garam.Protocol.Wire;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Attack;

/// <summary>
/// A well-behaved client: asks for metadata a hundred times a second and produces 10 MB/s, half of it in requests of 40 KB and half in
/// requests of 500 KB. The schedule does not wait for answers, so that a stall is charged to everything that it held up.
/// </summary>
internal static class VictimLoad
{
    private const string Topic = "victim";
    private const int Partitions = 16;
    private const int SmallBytes = 40_000;
    private const int LargeBytes = 500_000;
    private const int BytesPerSecondEach = 5_000_000;
    private const int RequestsInFlightMax = 5;
    private const short LastVersionByName = 12;

    private static readonly TimeSpan MetadataInterval = TimeSpan.FromMilliseconds(10);

    public static async Task CreateTopicAsync(int port)
    {
        await using var connection = await ConnectAsync(port);
        await connection.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new CreateTopicsRequest { Topics = [new() { Name = Topic, NumPartitions = Partitions, ReplicationFactor = 1 }] }, default);
    }

    public static async Task<VictimOutcome> RunAsync(int port, TimeSpan duration)
    {
        await using var asking = await ConnectAsync(port);
        await using var small = await ConnectAsync(port);
        await using var large = await ConnectAsync(port);
        var latencies = AskAsync(asking, duration);
        var produced = await Task.WhenAll(ProduceAsync(small, SmallBytes, duration), ProduceAsync(large, LargeBytes, duration));
        var sorted = await latencies;
        sorted.Sort();
        return new VictimOutcome(sorted.Count, At(sorted, 0.5), At(sorted, 0.99), sorted[^1], produced.Sum() / duration.TotalSeconds / 1e6);
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    private static async Task<List<double>> AskAsync(KafkaConnection connection, TimeSpan duration)
    {
        var latencies = new List<double>();
        var request = new MetadataRequest { Topics = [new() { Name = Topic }] };
        var start = Stopwatch.GetTimestamp();
        for (var due = TimeSpan.Zero; due < duration; due += MetadataInterval)
        {
            await UntilAsync(start, due);
            await connection.CallAsync<MetadataRequest, MetadataResponse>(request, default);
            latencies.Add((Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds);
        }

        return latencies;
    }

    /// <summary>Bytes that were acknowledged within the duration.</summary>
    private static async Task<long> ProduceAsync(KafkaConnection connection, int bytes, TimeSpan duration)
    {
        var acknowledged = 0L;
        using var slots = new SemaphoreSlim(RequestsInFlightMax);
        var batch = new RecordSlices(BatchOf(bytes));
        var interval = TimeSpan.FromSeconds((double)bytes / BytesPerSecondEach);
        var start = Stopwatch.GetTimestamp();
        var running = new List<Task>();
        var number = 0;
        for (var due = TimeSpan.Zero; due < duration && Stopwatch.GetElapsedTime(start) < duration; due += interval)
        {
            await UntilAsync(start, due);
            await slots.WaitAsync();
            running.Add(SendAsync(number++ % Partitions));
        }

        await Task.WhenAll(running);
        return acknowledged;

        async Task SendAsync(int partition)
        {
            var request = new ProduceRequest
            {
                Acks = -1,
                TimeoutMs = 30_000,
                TopicData = [new() { Name = Topic, PartitionData = [new() { Index = partition, Records = batch }] }],
            };
            var answer = await connection.CallAsync<ProduceRequest, ProduceResponse>(request, default, LastVersionByName);
            slots.Release();
            var error = answer.Responses[0].PartitionResponses[0].ErrorCode;
            if (error != ErrorCode.None)
            {
                throw new InvalidOperationException($"A batch was refused: {error}.");
            }

            Interlocked.Add(ref acknowledged, Stopwatch.GetElapsedTime(start) < duration ? bytes : 0);
        }
    }

    private static byte[] BatchOf(int bytes)
    {
        var value = new byte[bytes];
        new Random(1).NextBytes(value);
        var builder = new BatchBuilder();
        builder.Append(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), null, value);
        return builder.ToArray();
    }

    private static async Task UntilAsync(long start, TimeSpan due)
    {
        if (due - Stopwatch.GetElapsedTime(start) is { } rest && rest > TimeSpan.Zero)
        {
            await Task.Delay(rest);
        }
    }

    private static ValueTask<KafkaConnection> ConnectAsync(int port) => KafkaConnection.ConnectAsync(
        new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance), "127.0.0.1", port,
        new KafkaConnectionOptions { RequestTimeout = TimeSpan.FromMinutes(2) }, TimeProvider.System, default);
}

/// <param name="Requests">For metadata.</param>
/// <param name="MedianMs">From the moment when the schedule wanted the request.</param>
/// <param name="P99Ms">The same.</param>
/// <param name="MaxMs">The same.</param>
/// <param name="ProducedMbS">Acknowledged.</param>
internal readonly record struct VictimOutcome(int Requests, double MedianMs, double P99Ms, double MaxMs, double ProducedMbS);
