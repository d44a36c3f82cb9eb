using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Garam.Client.Admin;

namespace Garam.Benchmarks.Client;

/// <summary>
/// Measures the cost of the client: `client BROKER [--size N] [--batch N] [--linger-ms N] [--acks N] [--idempotent true|false]`, then
/// commands on standard input, each answered by one JSON line: `create TOPIC PARTITIONS`, `produce TOPIC GIB`, `consume TOPIC GIB`. One
/// process runs all of them, because the first round of each kind is mostly compilation.
/// </summary>
internal static class ClientMeasurement
{
    public static async Task<int> RunAsync(string[] args)
    {
        var load = ClientLoad.Parse(args);
        await using var client = load.Connect();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                case ["create", var topic, var partitions]:
                    await new AdminClient(client).CreateTopicAsync(
                        new NewTopic(topic, int.Parse(partitions, CultureInfo.InvariantCulture)), CancellationToken.None);
                    Console.WriteLine("{}");
                    break;
                case ["produce", var topic, var gib]:
                    await MeasureAsync("produce", load, gib, records => ProduceLoad.RunAsync(client, load, topic, records));
                    break;
                case ["consume", var topic, var gib]:
                    await MeasureAsync("consume", load, gib, records => ConsumeLoad.RunAsync(load, topic, records));
                    break;
                default:
                    await Console.Error.WriteLineAsync($"unknown command: {line}");
                    return 2;
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(string test, ClientLoad load, string gib, Func<long, Task> run)
    {
        var amount = double.Parse(gib, CultureInfo.InvariantCulture);
        using var process = Process.GetCurrentProcess();
        var compiled = JitInfo.GetCompilationTime();
        var allocated = GC.GetTotalAllocatedBytes();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await run((long)(amount * (1 << 30) / load.RecordBytes));
        var wall = clock.Elapsed.TotalSeconds;
        process.Refresh();
        var cpu = (process.TotalProcessorTime - before).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"client\":\"garam\",\"test\":\"{test}\",\"gib\":{amount},\"cpu_s_per_gib\":{cpu / amount:F3},"
                + $"\"mb_s\":{amount * 1024 / wall:F1},\"jit_s\":{(JitInfo.GetCompilationTime() - compiled).TotalSeconds:F3},"
                + $"\"allocated_mib\":{(GC.GetTotalAllocatedBytes() - allocated) / 1048576.0:F1}}}"));
    }
}
