using System.Globalization;
using System.Text;

namespace Garam.ClientTests.Support;

/// <summary>One log file, a record a line. Lines keep a carriage return where they have one: records are bytes.</summary>
public sealed class SourceLog
{
    private const int StandInLogs = 16;
    private const int StandInLines = 2000;

    private SourceLog(string name, string file)
    {
        (Name, File) = (name, file);
        Lines = Split(System.IO.File.ReadAllBytes(file));
        Bytes = Lines.Sum(line => line.Length);
    }

    public string Name { get; }

    public string File { get; }

    public byte[][] Lines { get; }

    /// <summary>The length of all values together.</summary>
    public long Bytes { get; }

    /// <summary>The real logs, or a stand-in that is the same in every run, written to <paramref name="folder"/>.</summary>
    public static IReadOnlyList<SourceLog> All(string folder)
    {
        if (Assets.Logs is { } real)
        {
            return [.. Directory.EnumerateFiles(real, "*.log").Order(StringComparer.Ordinal).Select(
                file => new SourceLog(Path.GetFileNameWithoutExtension(file), file))];
        }

        return [.. Enumerable.Range(0, StandInLogs).Select(i => StandIn(folder, i))];
    }

    public static byte[][] Split(byte[] file)
    {
        var lines = new List<byte[]>();
        for (var at = 0; at < file.Length;)
        {
            var end = Array.IndexOf(file, (byte)'\n', at);
            end = end < 0 ? file.Length : end;
            lines.Add(file[at..end]);
            at = end + 1;
        }

        return [.. lines];
    }

    private static SourceLog StandIn(string folder, int seed)
    {
        string[] levels = ["DEBUG", "INFO", "WARN", "ERROR"];
        string[] actions =
        [
            "opened session", "closed session", "received block", "lost lease of",
            "retries", "\u0baa\u0bca\u0bb0\u0bc1\u0bb3\u0bcd moved to",
        ];
        var random = new Random(seed);
        var name = "standin" + seed.ToString("D2", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        for (var i = 0; i < StandInLines; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"2026-01-{1 + (i / 100):D2} 10:{i / 60 % 60:D2}:{i % 60:D2} {levels[random.Next(levels.Length)]} node{random.Next(20)} ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"{actions[random.Next(actions.Length)]}\tblk_{random.NextInt64():x} {new string('.', random.Next(120))}\r\n");
        }

        var file = Path.Combine(folder, name + ".log");
        System.IO.File.WriteAllText(file, text.ToString());
        return new SourceLog(name, file);
    }
}
