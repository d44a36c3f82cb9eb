using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garam.Client.Connections;
using Garam.Protocol.Messages.CreateTopics;
using Garam.Protocol.Messages.Metadata;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Server;

/// <summary>
/// Measures a whole server: <c>server PROGRAM partitions N</c> (time to start from a snapshot, time of a Metadata response) and <c>server
/// PROGRAM idle N</c> (memory of idle connections; the clients are in this process).
/// </summary>
internal static class ServerMeasurement
{
    /// <summary>More topics than entries between two snapshots, so that the restart reads one.</summary>
    private const int TopicsMax = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var program, var what, var count]
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            await Console.Error.WriteLineAsync("usage: Garam.Benchmarks server PROGRAM partitions|idle N");
            return 2;
        }

        var data = Directory.CreateTempSubdirectory("garam-measure-").FullName;
        try
        {
            await (what == "idle" ? MeasureIdleAsync(program, data, number) : MeasurePartitionsAsync(program, data, number));
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task MeasurePartitionsAsync(string program, string data, int partitions)
    {
        using (var server = await MeasuredServer.StartAsync(program, data))
        {
            await using var connection = await ConnectAsync(server.Port);
            var topics = Enumerable.Range(0, TopicsMax).Select(i => new CreateTopicsRequest.CreatableTopic
            {
                Name = $"topic-{i}",
                NumPartitions = partitions / TopicsMax,
                ReplicationFactor = 1,
            });
            await connection.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
                new CreateTopicsRequest { Topics = [.. topics] }, default);
            await SnapshotAsync(data);
        }

        using var restarted = await MeasuredServer.StartAsync(program, data);
        await using var client = await ConnectAsync(restarted.Port);
        var answers = new List<double>();
        for (var i = 0; i < 21; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await client.CallAsync<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = null }, default);
            answers.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (answer.Topics.Sum(topic => topic.Partitions.Length) != partitions / TopicsMax * TopicsMax)
            {
                throw new InvalidOperationException("The answer does not list every partition.");
            }
        }

        answers.Sort();
        Console.WriteLine(
            $"{{\"test\":\"partitions\",\"partitions\":{partitions},\"restart_ms\":{restarted.UntilReady.TotalMilliseconds:F0},"
                + $"\"metadata_ms_median\":{answers[answers.Count / 2]:F1},\"metadata_ms_max\":{answers[^1]:F1},"
                + $"\"peak_mib\":{restarted.PeakKiB / 1024}}}");
    }

    /// <summary>Waits for the first snapshot; its manifest is written last.</summary>
    private static async Task SnapshotAsync(string data)
    {
        var snapshots = Path.Combine(data, "snapshots");
        while (!Directory.Exists(snapshots) || !Directory.EnumerateFiles(snapshots, "manifest*", SearchOption.AllDirectories).Any())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    private static async Task MeasureIdleAsync(string program, string data, int connections)
    {
        using var server = await MeasuredServer.StartAsync(program, data);
        await using (await ConnectAsync(server.Port))
        {
            // The first connection pays for code that is compiled once.
        }

        var before = server.ResidentKiB;
        var sockets = new List<Socket>(connections);
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, server.Port);
            sockets.Add(socket);
        }

        // One more that is answered: everything before it has been accepted.
        await using var last = await ConnectAsync(server.Port);
        var each = (server.ResidentKiB - before) / (double)connections;
        Console.WriteLine(
            $"{{\"test\":\"idle\",\"connections\":{connections},\"kib_each\":{each:F1},\"resident_mib\":{server.ResidentKiB / 1024}}}");
        sockets.ForEach(socket => socket.Dispose());
    }

    private static ValueTask<KafkaConnection> ConnectAsync(int port) => KafkaConnection.ConnectAsync(
        new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance),
        "127.0.0.1", port, new KafkaConnectionOptions(), TimeProvider.System, default);
}
