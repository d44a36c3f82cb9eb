using System.Globalization;
using Garam.ClientTests.Support;
using Garam.FaultTests.Support;
using Garam.Protocol;

namespace Garam.FaultTests.Stores;

/// <summary>A flipped bit in what is stored is found, named, and never served.</summary>
public sealed class CorruptStoreTests
{
    private static readonly string[] Values = ["alpha", "beta", "gamma", "delta"];

    [Fact]
    public async Task A_corrupt_journal_entry_stops_the_start_and_is_named()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        var stored = new StoredObjects(folder.Path);
        var entry = stored.Journal[stored.Journal.Count / 2];
        StoredObjects.FlipByte(entry, new FileInfo(entry).Length / 2);

        var refusal = await RefusalAsync(folder.Path);

        Assert.Single(refusal.Split('\n'), line => line.Contains(stored.KeyOf(entry), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_torn_journal_entry_stops_the_start_and_is_named()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        var stored = new StoredObjects(folder.Path);
        await using (var file = File.OpenWrite(stored.Journal[^1]))
        {
            file.SetLength(10);
        }

        Assert.Contains(stored.KeyOf(stored.Journal[^1]), await RefusalAsync(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_has_lost_its_journal_is_refused_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        var stored = new StoredObjects(folder.Path);
        var segments = stored.Segments;
        Directory.Delete(Path.Combine(folder.Path, "journal"), recursive: true);

        Assert.Contains("neither a journal nor snapshots", await RefusalAsync(folder.Path), StringComparison.Ordinal);

        Assert.Equal(segments, stored.Segments);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "journal")));
    }

    [Fact]
    public async Task A_hole_in_the_journal_is_refused_until_an_operator_names_it()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        var stored = new StoredObjects(folder.Path);
        var hole = stored.Journal[^3];
        var number = long.Parse(Path.GetFileName(hole), CultureInfo.InvariantCulture);
        File.Delete(hole);
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        string[] consent = ["--accept-loss-from", number.ToString(CultureInfo.InvariantCulture)];

        for (var attempt = 0; attempt < 2; attempt++)
        {
            Assert.Contains($"--accept-loss-from {number}.", await RefusalAsync(folder.Path), StringComparison.Ordinal);
        }

        Assert.Equal(files, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories));
        var verified = await Tool.RunAsync("verify", "--data", folder.Path);
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("journal-entry-missing", verified.Output, StringComparison.Ordinal);

        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, arguments: start == 0 ? consent : []);
            await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
            Assert.Equal(1 + start, await client.AppendAsync("words", "after"));
        }

        await Tool.AssertSoundAsync(folder.Path);
    }

    [Fact]
    public async Task A_corrupt_snapshot_gives_way_to_the_one_before()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path, snapshots: 2);
        var stored = new StoredObjects(folder.Path);
        var newest = Path.GetDirectoryName(stored.Snapshots[^1])!;
        foreach (var file in stored.Snapshots.Where(file => Path.GetDirectoryName(file) == newest))
        {
            StoredObjects.FlipByte(file, new FileInfo(file).Length / 2);
        }

        await using var server = await ServerProcess.StartAsync(folder.Path);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);

        Assert.Equal(Values, (await client.ReadAllAsync("words")).Take(Values.Length));
        Assert.Single(server.Log.Split('\n'), line => line.Contains("is corrupt. Using an older one", StringComparison.Ordinal));
        await Aftermath.AssertUnharmedAsync(server);
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("header")]
    [InlineData("missing")]
    [InlineData("torn")]
    public async Task A_corrupt_segment_is_reported_once_and_never_served(string damage)
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        var segment = Damage(new StoredObjects(folder.Path), damage);
        await using var server = await ServerProcess.StartAsync(folder.Path);
        var log = ServerLog.From(server);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);

        for (var attempt = 0; attempt < 20; attempt++)
        {
            var damaged = await client.FetchAsync("words", 0, 0);
            Assert.Equal(ErrorCode.KafkaStorageError, damaged.ErrorCode);
            Assert.Equal(0, damaged.Records.Length);
        }

        Assert.Equal(ErrorCode.None, (await client.FetchAsync("words", 0, 1)).ErrorCode);
        Assert.Equal(Values.Length, await client.AppendAsync("words", "more"));
        await Aftermath.AssertUnharmedAsync(server);
        await log.ExpectAsync(1, segment);
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        await FillAsync(folder.Path);
        var stored = new StoredObjects(folder.Path);
        await File.WriteAllTextAsync(stored.Marker, "garam store 2\n", TestContext.Current.CancellationToken);

        var refusal = await RefusalAsync(folder.Path);

        Assert.Contains("format 2", refusal, StringComparison.Ordinal);
        Assert.Contains("newer program", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_on_the_same_directory_is_refused_and_harms_nothing()
    {
        await using var first = await ServerProcess.StartAsync();
        await Aftermath.AssertServesAsync(first);

        var refusal = await RefusalAsync(first.Data);

        Assert.Contains($"in use by process {first.Id.ToString(CultureInfo.InvariantCulture)}", refusal, StringComparison.Ordinal);
        await Aftermath.AssertUnharmedAsync(first);
    }

    /// <summary>A store with a record in each of some segments, whose server was killed.</summary>
    private static async Task FillAsync(string folder, int snapshots = 0)
    {
        const int EntriesPerSnapshot = 16;
        string[] arguments = snapshots == 0 ? [] : ["--snapshot-entries", EntriesPerSnapshot.ToString(CultureInfo.InvariantCulture)];
        await using var server = await ServerProcess.StartAsync(folder, arguments: arguments);
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        await client.CreateTopicAsync("words");
        foreach (var value in Values)
        {
            await client.AppendAsync("words", value);
        }

        // The next snapshot is cut while entries go on, so that numbers alone do not tell that one is written.
        while (Count(server.Log, "Wrote a snapshot") < snapshots)
        {
            await client.AppendAsync("words", "filler");
        }

        await server.KillAsync();
    }

    private static string Damage(StoredObjects stored, string damage)
    {
        var segment = stored.Segments[0];
        switch (damage)
        {
            case "batch":
                var at = File.ReadAllBytes(segment).AsSpan().IndexOf("alpha"u8);
                StoredObjects.FlipByte(segment, at);
                break;
            case "header":
                StoredObjects.FlipByte(segment, 0);
                break;
            case "torn":
                using (var file = File.OpenWrite(segment))
                {
                    file.SetLength(100);
                }

                break;
            default:
                File.Delete(segment);
                break;
        }

        return damage == "missing" ? "is missing from the store" : stored.KeyOf(segment);
    }

    private static async Task<string> RefusalAsync(string folder) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(folder))).Message;

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
