using System.Globalization;
using Garam.ClientTests.Crashes;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Serving;

/// <summary>How a server ends, and who may start beside it.</summary>
[Collection(Lanes.Short)]
public sealed class ShutdownTests
{
    private const int Partitions = 3;
    private const string Topic = "numbers";

    // The drain timeout is ten seconds; a process that answers everybody at once is far below.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Terminated_while_producing_it_ends_soon_and_loses_nothing_acknowledged()
    {
        var client = KnownClients.ConfluentNet;
        await using var garam = await GaramCluster.StartAsync();
        await RawConnection.CreateTopicsAsync(garam.Bootstrap, (Topic, Partitions));
        await using var producer = client.StartSequence(garam.Bootstrap, Topic, Partitions);
        await producer.UntilAsync(() => producer.Acknowledged >= 2000, "producing");

        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, await garam.Server.StopAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, StopMax);
        await garam.RestartAsync();
        await producer.StopAsync();

        var sent = long.Parse(producer.Last("done")!.Words[0], CultureInfo.InvariantCulture);
        var topic = new NumberedTopic(Partitions);
        await using var consumer = client.StartConsumer(
            new ConsumerSettings(garam.Bootstrap, "check", [Topic]), (in ConsumedRecord record) => topic.Accept(record));
        await consumer.UntilAsync(() => topic.Received >= sent, "the end of the topic");
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_and_the_first_goes_on()
    {
        await using var garam = await GaramCluster.StartAsync();

        var second = await Tool.RunAsync(
            Repository.Program, ["serve", "--data", garam.Server.Data, "--kafka", "127.0.0.1:0", "--http", "127.0.0.1:0"]);

        ShouldBeRefused(second, garam.Server.Data);
        Assert.Matches("(?i)(in use|another process|locked)", second.Error + second.Output);
        await RawConnection.CreateTopicsAsync(garam.Bootstrap, (Topic, 1));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var garam = await GaramCluster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("garam-test-").FullName;
        try
        {
            ShouldBeRefused(
                await Tool.RunAsync(Repository.Program, ["serve", "--data", folder, "--kafka", garam.Bootstrap, "--http", "127.0.0.1:0"]),
                garam.Bootstrap);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void ShouldBeRefused(ToolResult result, string what)
    {
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(what, result.Error + result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error + result.Output, StringComparison.Ordinal);
    }
}
