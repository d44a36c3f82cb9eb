using System.Globalization;
using Garam.Cli.Terminal;
using Garam.Demo.Views;

namespace Garam.Demo.Agents;

/// <summary>
/// An agent over all its lives: starts it, and starts it again after a second whenever it ends. Owns its process and its log. One loop; any
/// thread may kill it and look at it.
/// </summary>
internal sealed class DemoAgent(AgentPlace place, AgentLog log, string store, EventFeed events) : IDisposable
{
    /// <summary>Long enough to be seen, and about what a supervisor takes.</summary>
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    /// <summary>An agent that ends so often before it is ready will not get ready.</summary>
    private const int FailedStartsMax = 3;

    private readonly Lock _gate = new();
    private AgentProcess? _process;
    private AgentState _state;
    private int? _epoch;
    private int _kills;
    private int _falls;

    public AgentPlace Place => place;

    public AgentView Look()
    {
        lock (_gate)
        {
            return new AgentView(place, _state, _epoch, _kills, _falls);
        }
    }

    /// <summary>Returns the epoch in which it led, or null.</summary>
    public int? Kill()
    {
        lock (_gate)
        {
            var epoch = _epoch;
            if (_state == AgentState.Up)
            {
                (_state, _epoch, _kills) = (AgentState.Killed, null, _kills + 1);
                _process!.Kill();
            }

            return epoch;
        }
    }

    /// <summary>Runs it until <paramref name="stopping"/>, and then stops it in good order.</summary>
    /// <exception cref="CommandException">It does not get ready.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        for (var failedStarts = 0; !stopping.IsCancellationRequested;)
        {
            var wasReady = await LiveAsync(stopping);
            failedStarts = wasReady ? 0 : failedStarts + 1;
            if (failedStarts == FailedStartsMax)
            {
                throw new CommandException(
                    ExitCode.Failed, $"agent {place.Name} ended {failedStarts} times before it was ready; {log.Path} says why.");
            }

            await Task.Delay(RestartDelay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_gate)
        {
            (_state, _epoch) = (AgentState.Stopped, null);
        }
    }

    public void Dispose() => log.Dispose();

    /// <summary>Returns true if it was ready once.</summary>
    private async Task<bool> LiveAsync(CancellationToken stopping)
    {
        var wasReady = new ReadyMark();
        using var process = AgentProcess.Start(OwnProgram.StartInfo(place.Arguments(store)), line => OnLine(line, wasReady));
        lock (_gate)
        {
            (_process, _state, _epoch) = (process, AgentState.Starting, null);
        }

        await process.EndedAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stopping.IsCancellationRequested)
        {
            await process.StopAsync();
            return true;
        }

        // Again, for a fault: its log may have met a full disk.
        await process.EndedAsync(CancellationToken.None);
        if (!process.WasKilled)
        {
            Fall();
            TellFall(process.ExitCode);
        }

        return wasReady.IsSet || process.WasKilled;
    }

    private void OnLine(string line, ReadyMark wasReady)
    {
        log.Write(line);
        var news = AgentLog.Read(line, out var epoch);
        lock (_gate)
        {
            if (_state == AgentState.Killed)
            {
                // What it printed before the end arrives after it.
                return;
            }

            switch (news)
            {
                case AgentNews.Ready:
                    (_state, wasReady.IsSet) = (AgentState.Up, true);
                    break;
                case AgentNews.Leads:
                    _epoch = epoch;
                    break;
                case AgentNews.LeadsNoLonger:
                    _epoch = null;
                    break;
                default:
                    return;
            }
        }

        Tell(news, epoch);
    }

    private void Tell(AgentNews news, int epoch)
    {
        if (news == AgentNews.Leads)
        {
            events.Add(string.Create(CultureInfo.InvariantCulture, $"{place.Name} leads in epoch {epoch}."));
        }
        else if (news == AgentNews.Ready)
        {
            events.Add($"{place.Name} is up.");
        }
    }

    private void TellFall(int exitCode)
    {
        events.Add(string.Create(
            CultureInfo.InvariantCulture, $"{place.Name} ended by itself with exit code {exitCode}. The end of {log.Path}:"));
        foreach (var line in log.LastLines)
        {
            events.Add("  " + line);
        }
    }

    private void Fall()
    {
        lock (_gate)
        {
            (_state, _epoch, _falls) = (AgentState.Fallen, null, _falls + 1);
        }
    }

    private sealed class ReadyMark
    {
        public bool IsSet { get; set; }
    }
}
