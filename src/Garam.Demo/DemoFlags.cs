using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Demo;

/// <summary>The flags of <c>garam demo</c>.</summary>
internal sealed class DemoFlags
{
    private const string Never = "never";

    /// <summary>More do not fit a screen, and each takes about 100 MB.</summary>
    private const int AgentsMax = 9;

    /// <summary>The demo shows that nothing is lost; <c>garam bench</c> shows how fast it is.</summary>
    private const int RateMax = 100_000;

    private static readonly TimeSpan DurationWithoutTerminal = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan KillIntervalMin = TimeSpan.FromMilliseconds(500);

    private readonly Option<string?> _duration = new("--for")
    {
        Description = "How long to stream, such as 30s or 5m. [default: until Ctrl-C on a terminal, 60s elsewhere]",
        HelpName = "DURATION",
    };

    private readonly Option<string> _killEvery = new("--kill-every")
    {
        Description = $"Time between two kills; 0 or {Never} for none.",
        HelpName = "DURATION",
        DefaultValueFactory = static _ => "5s",
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "Records per second.",
        HelpName = "N",
        DefaultValueFactory = static _ => 2000,
    };

    private readonly Option<int> _agents = new("--agents")
    {
        Description = "Number of agents.",
        HelpName = "N",
        DefaultValueFactory = static _ => 3,
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "A new or empty directory for the store and the logs, which is kept. [default: a temporary one, removed at the end]",
        HelpName = "DIR",
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Keep the temporary directory." };

    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "Number from which the kills and the records are drawn. [default: random]",
        HelpName = "N",
    };

    public DemoFlags(Command command)
    {
        foreach (var option in new Option[] { _duration, _killEvery, _rate, _agents, _data, _keep, _seed })
        {
            command.Add(option);
        }
    }

    /// <exception cref="CommandException">A value cannot be used.</exception>
    public DemoSettings Read(CommandRun run) => new()
    {
        Duration = run.Parsed.GetValue(_duration) is { } text
            ? Durations.Parse(text, "--for")
            : run.Screen.IsOutInteractive ? null : DurationWithoutTerminal,
        KillInterval = ReadKillInterval(run.Parsed.GetValue(_killEvery)!),
        Rate = Within(run.Parsed.GetValue(_rate), RateMax, "--rate"),
        Agents = Within(run.Parsed.GetValue(_agents), AgentsMax, "--agents"),
        Data = run.Parsed.GetValue(_data),
        KeepsData = run.Parsed.GetValue(_keep),
        Seed = run.Parsed.GetValue(_seed) ?? RandomNumberGenerator.GetInt32(1_000_000),
    };

    internal static TimeSpan? ReadKillInterval(string text)
    {
        if (text == Never || (text.StartsWith('0') && text.AsSpan().IndexOfAnyInRange('1', '9') < 0))
        {
            return null;
        }

        var interval = Durations.Parse(text, "--kill-every");
        return interval >= KillIntervalMin
            ? interval
            : throw new CommandException(
                ExitCode.Usage, $"--kill-every: '{text}' is too short; {Durations.Show(KillIntervalMin)} is the least.");
    }

    private static int Within(int value, int max, string flag) => value >= 1 && value <= max
        ? value
        : throw new CommandException(
            ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{flag}: {value} is not from 1 to {max}."));
}
