using System.Globalization;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;

namespace Garam.FaultTests.Stores;

/// <summary>Without room nothing is acknowledged; with room again everything goes on, and what was acknowledged is there.</summary>
public sealed class FullDiskTests
{
    private const int DiskMebibytes = 24;

    /// <summary>What a producer is told to send again for.</summary>
    private static readonly ErrorCode[] Retriable = [ErrorCode.NotLeaderOrFollower, ErrorCode.RequestTimedOut, ErrorCode.KafkaStorageError];

    [Fact]
    public async Task Producers_are_told_to_retry_and_go_on_when_there_is_room_again()
    {
        await using var disk = await SmallFileSystem.MountAsync(DiskMebibytes);
        await using var server = await ServerProcess.StartAsync(Path.Combine(disk.Path, "data"));
        var acknowledged = new List<string>();
        await using (var client = await WellBehavedClient.ConnectAsync(server.Kafka))
        {
            await client.CreateTopicAsync("t");
            await ProduceAsync(client, acknowledged, untilRefused: false);
            var ballast = disk.Fill();
            await ProduceAsync(client, acknowledged, untilRefused: true);

            // What is stored is read all the same.
            Assert.Equal(acknowledged, (await client.ReadAllAsync("t")).Intersect(acknowledged));

            File.Delete(ballast);
            var before = acknowledged.Count;
            await Eventually.TrueAsync(async () => await TryProduceAsync(client, acknowledged) == ErrorCode.None, () => "a batch is accepted again");
            Assert.Equal(before + 1, acknowledged.Count);
        }

        await Aftermath.AssertUnharmedAsync(server);
        await AssertAllThereAsync(server, acknowledged);
        await server.KillAsync();
        await using var next = await ServerProcess.StartAsync(server.Data);
        await AssertAllThereAsync(next, acknowledged);
        await Aftermath.AssertUnharmedAsync(next);
        Assert.Equal(0, await next.StopAsync());
    }

    [Fact]
    public async Task A_disk_that_is_full_at_the_start_is_named()
    {
        await using var disk = await SmallFileSystem.MountAsync(1);
        var data = Directory.CreateDirectory(Path.Combine(disk.Path, "data"));
        disk.Fill();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(data.FullName));

        Assert.Contains("No space left on device", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_directory_is_named_and_nothing_starts()
    {
        await using var disk = await SmallFileSystem.MountAsync(8);
        await using (var server = await ServerProcess.StartAsync(Path.Combine(disk.Path, "data")))
        {
            await Aftermath.AssertServesAsync(server);
            await server.StopAsync();
        }

        await disk.MakeReadOnlyAsync();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(Path.Combine(disk.Path, "data")));

        Assert.Contains("Read-only file system", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task ProduceAsync(WellBehavedClient client, List<string> acknowledged, bool untilRefused)
    {
        for (var i = 0; i < 20; i++)
        {
            var error = await TryProduceAsync(client, acknowledged);
            if (error != ErrorCode.None)
            {
                Assert.True(untilRefused, $"Refused with {error} while there was room.");
                Assert.Contains(error, Retriable);
                return;
            }
        }

        Assert.False(untilRefused, "Twenty batches were acknowledged by a full disk.");
    }

    private static async Task<ErrorCode> TryProduceAsync(WellBehavedClient client, List<string> acknowledged)
    {
        // Large enough that a page which is left over does not take it.
        var value = acknowledged.Count.ToString(CultureInfo.InvariantCulture).PadRight(20_000, '.');
        var answer = await client.ProduceAsync("t", 0, BatchBytes.Of(value), TimeSpan.FromSeconds(2));
        if (answer.ErrorCode == ErrorCode.None)
        {
            acknowledged.Add(value);
        }

        return answer.ErrorCode;
    }

    /// <summary>A batch that was refused as "unknown" may be there as well, and again: this producer is not idempotent.</summary>
    private static async Task AssertAllThereAsync(ServerProcess server, List<string> acknowledged)
    {
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        Assert.Equal(acknowledged, (await client.ReadAllAsync("t")).Distinct());
    }
}
