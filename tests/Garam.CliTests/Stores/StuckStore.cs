using Garam.CliTests.Support;

namespace Garam.CliTests.Stores;

/// <summary>
/// A store of a real server that was killed. One of its segments can be made to hang, as on a disk that does not answer. Owns the folder.
/// </summary>
public sealed class StuckStore : IDisposable
{
    private const int Segments = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("garam-stuck-");
    private string _stuck = "";

    public string Path => _folder.FullName;

    public static async Task<StuckStore> CreateAsync()
    {
        var store = new StuckStore();
        await using var server = await ServerProcess.StartAsync(store.Path);
        var garam = new GaramProgram(("GARAM_BROKERS", server.Kafka));
        (await garam.LineAsync("topics create words")).ShouldSucceed();
        for (var i = 0; i < Segments; i++)
        {
            (await garam.RunWithInputAsync($"word {i}\n", "produce", "words", "-q")).ShouldSucceed();
        }

        await server.KillAsync();
        return store;
    }

    /// <summary>Makes every process that opens the second segment from now on wait.</summary>
    public async Task HangAsync()
    {
        var segments = Directory.GetFiles(System.IO.Path.Combine(Path, "segments"), "*", SearchOption.AllDirectories);
        _stuck = segments.Order(StringComparer.Ordinal).ElementAt(1);
        File.Delete(_stuck);
        Assert.Equal(0, (await Tool.RunAsync("mkfifo", [_stuck])).ExitCode);
    }

    /// <summary>Lets a waiting process go on, with a fault.</summary>
    public Task ReleaseAsync() => Tool.RunAsync("bash", ["-c", $": <> '{_stuck}'"]);

    /// <summary>Names that no journal entry has.</summary>
    public void AddToJournal(int files)
    {
        for (var i = 0; i < files; i++)
        {
            File.WriteAllText(System.IO.Path.Combine(Path, "journal", $"note-{i}"), "");
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
