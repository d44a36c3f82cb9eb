using System.Globalization;
using System.Net;
using Garam.Client.Errors;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;

namespace Garam.FaultTests.Stores;

/// <summary>Without room nothing is acknowledged; with room again everything goes on, and what was acknowledged is there.</summary>
public sealed class FullDiskTests
{
    private const int DiskMebibytes = 24;

    /// <summary>Errors after which a producer sends again.</summary>
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
            await Eventually.TrueAsync(
                async () => await TryProduceAsync(client, acknowledged) == ErrorCode.None, () => "a batch is accepted again");
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
    public async Task Retention_makes_room_on_a_disk_that_has_none_left()
    {
        await using var disk = await SmallFileSystem.MountAsync(DiskMebibytes);
        await using var server = await ServerProcess.StartAsync(
            Path.Combine(disk.Path, "data"), arguments: ["--retention-check-interval", "200ms", "--dead-segment-grace", "1s"]);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("t", 1, ("retention.ms", "8000"));
        using var http = new HttpClient { BaseAddress = new Uri(server.Http) };
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(http, "/readyz")).Status);

        // Half is the store's own, so that retention can make room; not one block is left.
        var acknowledged = new List<string>();
        while (new DriveInfo(disk.Path).AvailableFreeSpace > DiskMebibytes << 19)
        {
            Assert.Equal(ErrorCode.None, await TryProduceAsync(client, acknowledged));
        }

        disk.Fill();
        await Eventually.TrueAsync(async () => await TryProduceAsync(client, acknowledged) != ErrorCode.None, () => "a batch is refused");
        await Eventually.TrueAsync(
            async () => (await GetAsync(http, "/readyz")).Status == HttpStatusCode.ServiceUnavailable, () => "the server is not ready");

        // Nobody does anything from here on.
        await Eventually.TrueAsync(
            async () => (await GetAsync(http, "/readyz")).Status == HttpStatusCode.OK, () => $"the server is ready again:\n{server.Log}");
        Assert.Equal(ErrorCode.None, await TryProduceAsync(client, acknowledged));

        // The log comes through a pipe, and may come after the answer.
        await Eventually.TrueAsync(
            () => server.Log.Contains("has space again", StringComparison.Ordinal), "the log says that there is space again");
        await Aftermath.AssertUnharmedAsync(server);
        Assert.Equal(0, await server.StopAsync());
        await Tool.AssertSoundAsync(server.Data);
    }

    [Fact]
    public async Task A_topic_can_be_deleted_on_a_full_disk_and_a_start_on_one_succeeds()
    {
        await using var disk = await SmallFileSystem.MountAsync(DiskMebibytes);
        string[] quickly = ["--retention-check-interval", "200ms", "--dead-segment-grace", "1s"];
        var data = Path.Combine(disk.Path, "data");
        var acknowledged = new List<string>();
        await using (var server = await ServerProcess.StartAsync(data, arguments: quickly))
        {
            await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
            await client.CreateTopicAsync("t");
            for (var batch = 0; batch < 200; batch++)
            {
                Assert.Equal(ErrorCode.None, await TryProduceAsync(client, acknowledged));
            }

            await server.KillAsync();
        }

        disk.Fill();
        await using var next = await ServerProcess.StartAsync(data, arguments: quickly);
        await using (var client = await WellBehavedClient.ConnectAsync(next.Kafka))
        {
            await client.DeleteTopicAsync("t");
        }

        await Eventually.TrueAsync(
            () => next.Log.Contains("has space again", StringComparison.Ordinal), "the segments of the topic are deleted");
        await Aftermath.AssertUnharmedAsync(next);
    }

    [Fact]
    public async Task A_stop_ends_while_the_store_refuses_writes()
    {
        await using var disk = await SmallFileSystem.MountAsync(DiskMebibytes);
        await using var server = await ServerProcess.StartAsync(
            Path.Combine(disk.Path, "data"), arguments: ["--disk-reserve", "0", "--drain-timeout", "3s"]);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("t");
        disk.Fill();
        var unanswered = client.ProduceAsync("t", 0, BatchBytes.Of("never stored"), TimeSpan.FromMinutes(5));
        await Eventually.TrueAsync(
            () => server.Log.Contains("No space left on device", StringComparison.Ordinal), "the store refuses the segment");

        // Throws when the process does not end.
        Assert.Equal(0, await server.StopAsync());

        var ended = await Record.ExceptionAsync(async () => Assert.NotEqual(ErrorCode.None, (await unanswered).ErrorCode));
        Assert.True(ended is null or KafkaException { IsUnanswered: true }, ended?.ToString());
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

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
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
