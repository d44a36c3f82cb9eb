using System.Globalization;
using Garam.Client.Errors;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;

namespace Garam.FaultTests.Crashes;

/// <summary>SIGKILL at any moment loses nothing that was acknowledged; the long run with real clients is another project's.</summary>
public sealed class KillUnderLoadTests
{
    private const int Producers = 4;
    private const int Kills = 5;

    [Fact]
    public async Task Everything_acknowledged_survives_kills_at_random_moments()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20261121);
        var acknowledged = Enumerable.Range(0, Producers).Select(_ => new SortedDictionary<long, string>()).ToArray();
        for (var life = 0; life <= Kills; life++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, arguments: ["--snapshot-entries", "64"]);
            await AssertAllThereAsync(server, acknowledged, life);
            if (life < Kills)
            {
                await ProduceUntilKilledAsync(server, acknowledged, random.Next(50, 400));
            }
        }
    }

    /// <summary>All producers send as fast as they are answered; the process dies when they have had so many answers.</summary>
    private static async Task ProduceUntilKilledAsync(ServerProcess server, SortedDictionary<long, string>[] acknowledged, int answers)
    {
        var left = answers;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var producers = acknowledged.Select((log, partition) => ProduceAsync(server, log, partition, () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                enough.SetResult();
            }
        })).ToArray();
        await enough.Task;
        await server.KillAsync();
        await Task.WhenAll(producers);
        await Tool.AssertSoundAsync(server.Data);
    }

    private static async Task ProduceAsync(ServerProcess server, SortedDictionary<long, string> log, int partition, Action answered)
    {
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        try
        {
            while (true)
            {
                var value = string.Create(CultureInfo.InvariantCulture, $"{server.Id}-{partition}-{log.Count}");
                var answer = await client.ProduceAsync("log", partition, BatchBytes.Of(value));
                Assert.Equal(ErrorCode.None, answer.ErrorCode);
                log.Add(answer.BaseOffset, value);
                answered();
            }
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            // The process is dead.
        }
    }

    private static async Task AssertAllThereAsync(ServerProcess server, SortedDictionary<long, string>[] acknowledged, int life)
    {
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        if (life == 0)
        {
            await client.CreateTopicAsync("log", Producers);
        }

        for (var partition = 0; partition < acknowledged.Length; partition++)
        {
            var stored = await client.ReadPartitionAsync("log", partition);
            Assert.All(acknowledged[partition], pair => Assert.Equal(pair.Value, stored[(int)pair.Key]));

            // At most the one batch of each life whose answer did not arrive.
            Assert.InRange(stored.Count - acknowledged[partition].Count, 0, life);
        }
    }
}
