using System.Globalization;
using System.Text.RegularExpressions;

namespace Garam.Demo.Agents;

/// <summary>
/// Writes what an agent prints to a file, over all its lives, and remembers the last lines. Owns the file. Any thread.
/// </summary>
internal sealed partial class AgentLog(string path) : IDisposable
{
    private const int LastLinesMax = 6;

    private readonly Lock _gate = new();
    private readonly StreamWriter _file = new(path) { AutoFlush = true };
    private readonly Queue<string> _last = [];

    public string Path => path;

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_gate)
            {
                return [.. _last];
            }
        }
    }

    public void Write(string line)
    {
        lock (_gate)
        {
            if (_last.Count == LastLinesMax)
            {
                _ = _last.Dequeue();
            }

            _last.Enqueue(line);
            _file.WriteLine(line);
        }
    }

    /// <summary>Reads the news in a line of the log, if there is any.</summary>
    public static AgentNews Read(string line, out int epoch)
    {
        epoch = 0;
        if (line.StartsWith("garam ready", StringComparison.Ordinal))
        {
            return AgentNews.Ready;
        }

        var match = EventLine().Match(line);
        if (match.Groups["epoch"].Success)
        {
            epoch = int.Parse(match.Groups["epoch"].ValueSpan, CultureInfo.InvariantCulture);
            return AgentNews.Leads;
        }

        return match.Success ? AgentNews.LeadsNoLonger : AgentNews.None;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The numbers are the ids of the events, which never change: elected, resigned, deposed.</summary>
    [GeneratedRegex(@"\[(4001\] .*\bepoch (?<epoch>\d+)|4002\]|4003\])")]
    private static partial Regex EventLine();
}

/// <summary>The news in a line of an agent's log.</summary>
internal enum AgentNews
{
    None,
    Ready,
    Leads,
    LeadsNoLonger,
}
