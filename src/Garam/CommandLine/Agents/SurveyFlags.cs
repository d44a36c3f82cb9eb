using System.CommandLine;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.CommandLine.Stores;

namespace Garam.CommandLine.Agents;

/// <summary>The flags of commands that look at a cluster: its store, and how long an agent may take to answer.</summary>
internal sealed class SurveyFlags
{
    /// <summary>Longer than a healthy agent ever takes, and short for a person who waits.</summary>
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(2);

    private readonly StoreFlags _store;

    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = $"How long to wait for the answer of an agent [default: {Durations.Show(TimeoutDefault)}]",
        HelpName = "TIME",
    };

    public SurveyFlags(Command command)
    {
        _store = new StoreFlags(command);
        command.Add(_timeout);
    }

    /// <exception cref="CommandException">The flags are wrong, or there is no store that can be read.</exception>
    public Task<ClusterSurveyor> OpenAsync(CommandRun run)
    {
        var timeout = run.Parsed.GetValue(_timeout) is { } text ? Durations.Parse(text, "--timeout") : TimeoutDefault;
        return ClusterSurveyor.OpenAsync(_store.Location(run), timeout, run.Cancellation);
    }
}
