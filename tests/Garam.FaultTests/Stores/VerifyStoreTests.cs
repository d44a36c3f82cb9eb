using System.Globalization;
using Garam.Client.Errors;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;

namespace Garam.FaultTests.Stores;

/// <summary>`garam verify` and `garam inspect` on stores of a real server: running, killed, damaged, read-only.</summary>
public sealed class VerifyStoreTests
{
    private const int Partitions = 3;

    [Fact]
    public async Task A_store_is_sound_while_its_server_writes_snapshots_and_trims_and_after_it_was_killed()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path, arguments: ["--snapshot-entries", "50"]);
        using var stop = new CancellationTokenSource();
        var producing = Enumerable.Range(0, Partitions).Select(partition => ProduceAsync(server, partition, stop.Token)).ToArray();
        for (var round = 0; round < 5; round++)
        {
            await Tool.AssertSoundAsync(folder.Path);
        }

        await server.KillAsync();
        await stop.CancelAsync();
        await Task.WhenAll(producing);

        Assert.Contains("Wrote a snapshot", server.Log, StringComparison.Ordinal);
        await Tool.AssertSoundAsync(folder.Path);
    }

    [Fact]
    public async Task A_damaged_store_is_named_object_by_object_and_the_exit_code_is_1()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        var stored = new StoredObjects(folder.Path);
        StoredObjects.FlipByte(stored.Segments[0], 100);
        File.Delete(stored.Segments[1]);
        StoredObjects.FlipByte(stored.Snapshots[0], 30);

        var verified = await Tool.RunAsync("verify", "--data", folder.Path, "--deep");

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains($"{stored.KeyOf(stored.Segments[0])} (batch-damaged)", verified.Output, StringComparison.Ordinal);
        Assert.Contains("(segment-missing)", verified.Output, StringComparison.Ordinal);
        Assert.Contains($"{stored.KeyOf(stored.Snapshots[0])} (snapshot-chunk-damaged)", verified.Output, StringComparison.Ordinal);
        Assert.Contains("The store is NOT sound: 4 findings.", verified.Output, StringComparison.Ordinal);
        Assert.Empty(verified.Error);
    }

    [Fact]
    public async Task A_read_only_store_is_verified_and_nothing_in_it_changes()
    {
        await using var disk = await SmallFileSystem.MountAsync(mebibytes: 64);
        await FillAsync(disk.Path);
        await disk.MakeReadOnlyAsync();
        var before = Listing(disk.Path);

        await Tool.AssertSoundAsync(disk.Path);

        Assert.Equal(before, Listing(disk.Path));
    }

    [Fact]
    public async Task Names_that_no_object_can_have_are_told_and_harm_nothing()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "segments", "a note.txt"), "hello", TestContext.Current.CancellationToken);

        var verified = await Tool.RunAsync("verify", "--bucket", new Uri(folder.Path).AbsoluteUri);

        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("warning: segments/a note.txt (foreign-object)", verified.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no directory", "--data", "/there/is/no/such/store")]
    [InlineData("not a Garam store", "--data", "/proc/self/task")]
    [InlineData("gs:// is not supported: use --data", "--store", "gs://bucket/prefix")]
    [InlineData("both name a store", "--data", "x", "--bucket", "file:///x")]
    public async Task What_cannot_be_read_is_one_line_and_the_exit_code_is_2(string complaint, params string[] flags)
    {
        var verified = await Tool.RunAsync(["verify", .. flags]);

        Assert.Equal((2, ""), (verified.ExitCode, verified.Output));
        Assert.Contains(complaint, Assert.Single(verified.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_prints_whole_files_and_says_where_damaged_ones_break()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        var stored = new StoredObjects(folder.Path);

        var segment = await Tool.RunAsync("inspect", "segment", stored.Segments[0]);
        var entry = await Tool.RunAsync("inspect", "journal", stored.Journal[^1], "--json");
        var snapshot = await Tool.RunAsync("inspect", "snapshot", Path.GetDirectoryName(stored.Snapshots[^1])!);
        var wrong = await Tool.RunAsync("inspect", "journal", stored.Segments[0]);
        StoredObjects.FlipByte(stored.Segments[0], 100);
        var damaged = await Tool.RunAsync("inspect", "segment", stored.Segments[0]);

        Assert.Equal([0, 0, 0, 2, 1], new[] { segment, entry, snapshot, wrong, damaged }.Select(tool => tool.ExitCode));
        Assert.Contains("words-0", segment.Output, StringComparison.Ordinal);
        Assert.Contains("\"sequence\"", entry.Output, StringComparison.Ordinal);
        Assert.Contains("LiveSegment", snapshot.Output, StringComparison.Ordinal);
        Assert.Contains("is a segment, not a journal entry", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("The checksum of the batch at byte 16 is wrong.", damaged.Error, StringComparison.Ordinal);
    }

    /// <summary>Some segments with a record each, and two snapshots; the server is killed.</summary>
    private static async Task FillAsync(string folder)
    {
        await using var server = await ServerProcess.StartAsync(folder, arguments: ["--snapshot-entries", "16"]);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("words");
        while (server.Log.Split("Wrote a snapshot").Length < 3)
        {
            await client.AppendAsync("words", "a value that is long enough to be hit by a flipped bit, wherever that falls in its batch");
        }

        await server.KillAsync();
    }

    private static async Task ProduceAsync(ServerProcess server, int partition, CancellationToken stop)
    {
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        if (partition == 0)
        {
            await client.CreateTopicAsync("log", Partitions);
        }

        try
        {
            for (var number = 0; !stop.IsCancellationRequested; number++)
            {
                var answer = await client.ProduceAsync("log", partition, BatchBytes.Of(number.ToString(CultureInfo.InvariantCulture)));
                Assert.True(answer.ErrorCode is ErrorCode.None or ErrorCode.UnknownTopicOrPartition, $"{answer.ErrorCode}");
            }
        }
        catch (KafkaException fault) when (fault.IsUnanswered)
        {
            // The process is dead.
        }
    }

    private static List<string> Listing(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O} {(File.Exists(path) ? new FileInfo(path).Length : 0)}")
            .Order(StringComparer.Ordinal)];
}
