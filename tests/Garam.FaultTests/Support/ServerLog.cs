using Garam.ClientTests.Support;

namespace Garam.FaultTests.Support;

/// <summary>What a server writes to its log from a moment on.</summary>
public sealed class ServerLog
{
    private static readonly string[] Alarming = [" warn: ", " fail: ", " crit: "];

    private readonly ServerProcess _server;
    private readonly int _linesBefore;

    private ServerLog(ServerProcess server) => (_server, _linesBefore) = (server, Count(server));

    /// <summary>Warnings and worse. A line without a level belongs to the one before it, so that a stack trace shows as lines too many.</summary>
    public IReadOnlyList<string> Alarms => [.. Lines.Where(line => !IsLevelled(line) || Alarming.Any(line.Contains))];

    private IEnumerable<string> Lines => _server.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(_linesBefore);

    public static ServerLog From(ServerProcess server) => new(server);

    /// <summary>Waits for as many alarms, each with the text, and fails when there are more or others.</summary>
    public async Task ExpectAsync(int count, string text)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Alarms.Count >= count), () => $"{count} lines with '{text}' in the log:\n{_server.Log}");
        var alarms = Alarms;
        Assert.True(alarms.Count == count, $"{alarms.Count} alarms instead of {count}:\n{string.Join('\n', alarms.Take(20))}");
        Assert.All(alarms, line => Assert.Contains(text, line, StringComparison.Ordinal));
    }

    public void ExpectNothing() => Assert.Empty(Alarms);

    private static int Count(ServerProcess server) => server.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>A timestamp, a space, four letters and a colon.</summary>
    private static bool IsLevelled(string line) => line.IndexOf(' ', StringComparison.Ordinal) is var at and > 0 && line.Length > at + 6 && line[at + 5] == ':';
}
