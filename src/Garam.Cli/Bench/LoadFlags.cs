using System.CommandLine;
using System.Globalization;
using Garam.Cli.Bench.Loads;
using Garam.Cli.Bench.Runs;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Bench;

/// <summary>The flags of every load: how much, how fast, by how many clients, on which topic.</summary>
internal sealed class LoadFlags
{
    private static readonly TimeSpan DurationDefault = TimeSpan.FromSeconds(10);

    private readonly BenchMode _mode;

    private readonly Option<string?> _topic = new("--topic") { Description = "Topic; created if absent and then deleted at the end [default: a new one for the run]", HelpName = "NAME" };
    private readonly Option<int> _partitions = new("--partitions") { Description = "Partitions of a topic that is created.", HelpName = "N", DefaultValueFactory = _ => 16 };
    private readonly Option<bool> _keep = new("--keep") { Description = "Do not delete a topic that was created." };
    private readonly Option<long?> _records = new("--records") { Description = "End after so many records.", HelpName = "N" };
    private readonly Option<string?> _bytes = new("--bytes") { Description = "End after so many bytes of keys and values, as in 100MB, 4GiB.", HelpName = "SIZE" };
    private readonly Option<string?> _duration = new("--duration") { Description = "End after this time, as in 30s, 5m.", HelpName = "TIME" };
    private readonly Option<string?> _warmUp = new("--warm-up") { Description = "Do not count what should be done in this time before.", HelpName = "TIME" };
    private readonly Option<double?> _rate = new("--rate") { Description = "MB (1,048,576 bytes) per second of all clients together [default: as fast as possible]", HelpName = "MB/S" };
    private readonly Option<string> _tick = new("--tick") { Description = "How much of the rate's schedule is sent at once, up to 20ms; 2ms as in Kafka's own test.", HelpName = "TIME", DefaultValueFactory = _ => "2ms" };
    private readonly Option<int?> _clients = new("--clients") { Description = "Clients, each with connections of its own.", HelpName = "N" };
    private readonly Option<double> _share = new("--share") { Description = "Percent of the clients that produce; the others consume.", HelpName = "PERCENT", DefaultValueFactory = _ => 50 };
    private readonly Option<int?> _serverPid = new("--server-pid") { Description = "Process whose CPU time and memory to report; it has to run on this machine.", HelpName = "PID" };

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

    /// <exception cref="CommandException">A flag has no meaning.</exception>
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

            // What is there has an end of its own; what is made has not.
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
        return tick >= TimeSpan.FromMilliseconds(1) && tick <= Pace.WaitMax ? tick : throw new CommandException(ExitCode.Usage, $"--tick: {text} is not between 1ms and 20ms.");
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
            throw new CommandException(ExitCode.Usage, string.Create(CultureInfo.InvariantCulture, $"--clients {clients} --share {share}: this load needs at least one client that produces and one that consumes."));
        }

        var producers = Math.Clamp((int)Math.Round(clients * share / 100), 1, clients - 1);
        return (producers, clients - producers);
    }
}
