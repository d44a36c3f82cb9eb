using System.CommandLine;
using System.Globalization;
using Garam.Bench.Loads;
using Garam.Bench.Runs;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Bench;

/// <summary>The flags of every load: how much, how fast, by how many clients, on which topic.</summary>
internal sealed class LoadFlags
{
    private static readonly TimeSpan DurationDefault = TimeSpan.FromSeconds(10);

    private readonly BenchMode _mode;

    private readonly Option<string?> _topic = new("--topic")
    {
        Description = "Topic to use; one that does not exist is created, and deleted at the end [default: a new one for the run]",
        HelpName = "NAME",
    };

    private readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Partitions of a topic that the run creates.",
        HelpName = "N",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Keep a topic that the run created." };
    private readonly Option<long?> _records = new("--records") { Description = "Stop after this many records.", HelpName = "N" };

    private readonly Option<string?> _bytes = new("--bytes")
    {
        Description = "Stop after this many bytes of keys and values, such as 100MB or 4GiB.",
        HelpName = "SIZE",
    };

    private readonly Option<string?> _duration = new("--duration")
    {
        Description = "Stop after this time, such as 30s or 5m.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _warmUp = new("--warm-up")
    {
        Description = "Run for this time before records start to count.",
        HelpName = "TIME",
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "MB (1,048,576 bytes) per second, all clients together [default: as fast as possible]",
        HelpName = "MB/S",
    };

    private readonly Option<string> _tick = new("--tick")
    {
        Description = "How much of the schedule to send at once, up to 20ms; Kafka's own test uses 2ms.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "2ms",
    };

    private readonly Option<int?> _clients = new("--clients")
    {
        Description = "Number of clients, each with its own connections.",
        HelpName = "N",
    };

    private readonly Option<double> _share = new("--share")
    {
        Description = "Percentage of the clients that produce; the others consume.",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => 50,
    };

    private readonly Option<int?> _serverPid = new("--server-pid")
    {
        Description = "Server process whose CPU time and memory to report; it must run on this machine.",
        HelpName = "PID",
    };

    public LoadFlags(Command command, BenchMode mode)
    {
        _mode = mode;
        _topic.Required = mode == BenchMode.Consume;
        _topic.CompleteTopics();
        Option[] all = [_topic, _partitions, _keep, _records, _bytes, _duration, _warmUp, _rate, _tick, _clients, _share, _serverPid];
        foreach (var option in all.Where(option => Applies(option)))
        {
            command.Add(option);
        }
    }

    private bool HasBothKinds => _mode is BenchMode.EndToEnd or BenchMode.Mixed;

    /// <exception cref="CommandException">A flag is wrong.</exception>
    public LoadSettings Read(CommandRun run)
    {
        var parsed = run.Parsed;
        var (producers, consumers) = ReadClients(parsed);
        var limits = new LoadLimits(
            parsed.GetValue(_records) is { } records ? FlagChecks.Positive(records, "--records") : null,
            parsed.GetValue(_bytes) is { } bytes ? ByteSizes.Parse(bytes, "--bytes") : null,
            parsed.GetValue(_duration) is { } duration ? Durations.Parse(duration, "--duration") : null);
        return new LoadSettings
        {
            Mode = _mode,
            Topic = parsed.GetValue(_topic),
            Partitions = _mode == BenchMode.Consume ? 0 : (int)FlagChecks.Positive(parsed.GetValue(_partitions), "--partitions"),
            KeepsTopic = _mode != BenchMode.Consume && parsed.GetValue(_keep),
            Producers = producers,
            Consumers = consumers,

            // Stored records come to an end; produced ones need a limit.
            Limits = limits.IsOpen && _mode != BenchMode.Consume ? limits with { Duration = DurationDefault } : limits,
            WarmUp = parsed.GetValue(_warmUp) is { } warmUp ? FlagChecks.TimeOrZero(warmUp, "--warm-up") : TimeSpan.Zero,
            BytesPerSecond = parsed.GetValue(_rate) is { } rate ? FlagChecks.Positive(rate, "--rate") * Reports.Traffic.BytesPerMb : null,
            Tick = TickOf(parsed.GetValue(_tick)!),
            ServerPid = parsed.GetValue(_serverPid),
        };
    }

    private static TimeSpan TickOf(string text)
    {
        var tick = Durations.Parse(text, "--tick");
        return tick >= TimeSpan.FromMilliseconds(1) && tick <= Pace.WaitMax
            ? tick
            : throw new CommandException(ExitCode.Usage, $"--tick: {text} is not between 1ms and 20ms.");
    }

    private bool Applies(Option option) =>
        _mode != BenchMode.Consume
            ? option != _share || HasBothKinds
            : option != _share && option != _partitions && option != _keep;

    private (int Producers, int Consumers) ReadClients(ParseResult parsed)
    {
        var clients = (int)FlagChecks.Positive(parsed.GetValue(_clients) ?? (HasBothKinds ? 2 : 1), "--clients");
        if (!HasBothKinds)
        {
            return _mode == BenchMode.Consume ? (0, clients) : (clients, 0);
        }

        var share = parsed.GetValue(_share);
        if (clients < 2 || share is not (> 0 and < 100))
        {
            throw new CommandException(ExitCode.Usage, string.Create(
                CultureInfo.InvariantCulture,
                $"--clients {clients} --share {share}: this load needs at least one client that produces and one that consumes."));
        }

        var producers = Math.Clamp((int)Math.Round(clients * share / 100), 1, clients - 1);
        return (producers, clients - producers);
    }
}

/// <summary>Checks numbers and times from the command line.</summary>
internal static class FlagChecks
{
    /// <exception cref="CommandException">The value is zero or below.</exception>
    public static long Positive(long value, string flag) =>
        value > 0 ? value : throw new CommandException(
            ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{flag}: {value} is not above zero."));

    /// <exception cref="CommandException">The value is zero or below, or not a number.</exception>
    public static double Positive(double value, string flag) =>
        value > 0 && double.IsFinite(value) ? value : throw new CommandException(
            ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"{flag}: {value} is not above zero."));

    /// <exception cref="CommandException">The text is not a time.</exception>
    public static TimeSpan TimeOrZero(string text, string flag) =>
        text.TrimEnd('m', 's') == "0" ? TimeSpan.Zero : Durations.Parse(text, flag);
}
