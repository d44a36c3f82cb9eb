using System.Collections.Concurrent;

namespace Garam.ClientTests.Support;

/// <summary>Prints each client's version once in a run, because "it worked" means little without it.</summary>
public static class ClientVersions
{
    private static readonly ConcurrentDictionary<string, bool> Printed = new();

    public static void Note(IEnumerable<string> words)
    {
        var version = string.Join(' ', words);
        if (Printed.TryAdd(version, true))
        {
            Console.WriteLine($"    client: {version}");
        }
    }

    /// <summary>kcat tells it only when asked.</summary>
    public static async Task NoteKcatAsync()
    {
        if (Printed.TryAdd("kcat", true))
        {
            var answer = await Tool.RunAsync("kcat", ["-V"]);
            var versions = (answer.Output + answer.Error).Split('\n')
                .Where(line => line.StartsWith("Version", StringComparison.Ordinal));
            Note(["kcat", .. versions]);
        }
    }
}
