using System.Globalization;
using System.Text.RegularExpressions;
using Garam.ClientTests.Support;

namespace Garam.FaultTests.Support;

/// <summary>The lines that a server writes to its log from a moment on.</summary>
public sealed partial class ServerLog
{
    private static readonly string[] Alarming = [" warn: ", " fail: ", " crit: "];

    private readonly ServerProcess _server;
    private readonly int _linesBefore;

    private ServerLog(ServerProcess server) => (_server, _linesBefore) = (server, Count(server));

    /// <summary>
    /// Warnings and worse. A line without a level belongs to the one before it, so that a stack trace shows as lines too many.
    /// </summary>
    public IReadOnlyList<string> Alarms => [.. Lines.Where(line => !IsLevelled(line) || Alarming.Any(line.Contains))];

    private IEnumerable<string> Lines => _server.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(_linesBefore);

    public static ServerLog From(ServerProcess server) => new(server);

    /// <summary>Waits for as many alarms, each with the text, and fails when there are more or others.</summary>
    public async Task ExpectAsync(int count, string text)
    {
        await Eventually.TrueAsync(
            () => Task.FromResult(Alarms.Count >= count), () => $"{count} lines with '{text}' in the log:\n{_server.Log}");
        var alarms = Alarms;
        Assert.True(alarms.Count == count, $"{alarms.Count} alarms instead of {count}:\n{string.Join('\n', alarms.Take(20))}");
        Assert.All(alarms, line => Assert.Contains(text, line, StringComparison.Ordinal));
    }

    /// <summary>
    /// Waits until as many connections were closed for the reason, one line each or summed up, and fails when there are other alarms.
    /// </summary>
    public async Task ExpectClosedAsync(int count, string reason)
    {
        await Eventually.TrueAsync(
            () => Task.FromResult(Closed() >= count), () => $"{count} connections closed for {reason} in the log:\n{_server.Log}");
        Assert.Equal(count, Closed());
        Assert.All(Alarms, line => Assert.Contains(reason, line, StringComparison.Ordinal));
    }

    /// <summary>Connections that were closed for what their peers did.</summary>
    public int Closed() => Alarms.Sum(line => LeftOut().Match(line) is { Success: true } match
        ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)
        : line.Contains(" was closed: ", StringComparison.Ordinal) ? 1 : 0);

    [GeneratedRegex(" closed (?<count>[0-9]+) more connections ")]
    private static partial Regex LeftOut();

    public void ExpectNothing() => Assert.Empty(Alarms);

    private static int Count(ServerProcess server) => server.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>A timestamp, a space, four letters and a colon.</summary>
    private static bool IsLevelled(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is var at and > 0 && line.Length > at + 6 && line[at + 5] == ':';
}
