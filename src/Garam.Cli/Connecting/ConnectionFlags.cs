using System.CommandLine;
using Garam.Cli.Terminal;

namespace Garam.Cli.Connecting;

/// <summary>The flags that say which cluster: a flag counts more than the variable, the variable more than the profile in use.</summary>
public sealed class ConnectionFlags
{
    public const string BrokersVariable = "GARAM_BROKERS";
    public const string BrokersDefault = "127.0.0.1:9092";

    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(15);

    private readonly Option<string?> _brokers = new("--brokers", "-b")
    {
        Description = $"Brokers to ask first ({BrokersVariable}) [default: {BrokersDefault}]",
        HelpName = "HOST:PORT,…",
    };

    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = "How long to wait for the cluster, as in 500ms, 15s, 2m [default: 15s]",
        HelpName = "TIME",
    };

    public ConnectionFlags(Command command)
    {
        command.Add(_brokers);
        command.Add(_timeout);
    }

    /// <exception cref="CommandException">A flag, a variable or the profile is wrong.</exception>
    public ClusterTarget Read(CommandRun run)
    {
        var timeout = run.Parsed.GetValue(_timeout) is { } text ? Durations.Parse(text, "--timeout") : TimeoutDefault;
        if (run.Parsed.GetValue(_brokers) is { } flag)
        {
            return new ClusterTarget(BrokerList.Parse(flag, "--brokers"), "--brokers", timeout);
        }

        return run.Variables(BrokersVariable) is { Length: > 0 } variable
            ? new ClusterTarget(BrokerList.Parse(variable, BrokersVariable), BrokersVariable, timeout)
            : new ClusterTarget(BrokerList.Parse(BrokersDefault, "default"), "default", timeout);
    }
}
