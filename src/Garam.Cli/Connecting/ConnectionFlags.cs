using System.CommandLine;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Connecting;

/// <summary>
/// The flags that choose the cluster and the way into it. A flag overrides the variable, and the variable overrides the default profile.
/// The security settings of a profile apply to its brokers only, and the variables to all other brokers: a password must not go to another
/// cluster.
/// </summary>
public sealed class ConnectionFlags
{
    public const string BrokersFlag = "--brokers";
    public const string ProfileFlag = "--profile";
    public const string BrokersVariable = "GARAM_BROKERS";
    public const string BrokersDefault = "127.0.0.1:9092";

    /// <summary>Every variable that chooses the cluster or the way into it.</summary>
    public static IReadOnlyList<string> Variables { get; } =
        [BrokersVariable, SaslLogin.PasswordVariable, TlsSetup.KeyPasswordVariable, .. SecurityKey.All.Select(static key => key.Variable)];

    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(15);

    private readonly Option<string?> _brokers = new(BrokersFlag, "-b")
    {
        Description = $"Brokers to contact first ({BrokersVariable}) [default: {BrokersDefault}]",
        HelpName = "HOST:PORT,…",
    };

    private readonly Option<string?> _profile = new(ProfileFlag)
    {
        Description = "A cluster saved with `garam profile add`",
        HelpName = "NAME",
    };

    private readonly Option<string?> _timeout = new("--timeout")
    {
        Description = "How long to wait for the cluster, such as 500ms, 15s or 2m [default: 15s]",
        HelpName = "TIME",
    };

    public ConnectionFlags(Command command)
    {
        command.Add(_brokers);
        command.Add(_profile.CompleteProfiles());
        command.Add(_timeout);
        SecurityFlags.AddTo(command);
    }

    /// <exception cref="CommandException">A flag, a variable or the profile is wrong.</exception>
    public ClusterTarget Read(CommandRun run)
    {
        var timeout = run.Parsed.GetValue(_timeout) is { } text ? Durations.Parse(text, "--timeout") : TimeoutDefault;
        return Resolve(
            run.Parsed.GetValue(_brokers), run.Parsed.GetValue(_profile), run.Variables, timeout, SecurityFlags.Read(run.Parsed));
    }

    /// <exception cref="CommandException">A name, an address or a security setting is wrong.</exception>
    internal static ClusterTarget Resolve(
        string? brokers, string? profile, Func<string, string?> variables, TimeSpan timeout, SecuritySettings security)
    {
        if (brokers is not null && profile is not null)
        {
            throw new CommandException(ExitCode.Usage, $"{BrokersFlag} and {ProfileFlag} both name a cluster; give only one.");
        }

        var (list, origin, settings) = (brokers, profile, variables(BrokersVariable)) switch
        {
            ({ } flag, _, _) => (flag, BrokersFlag, SecurityKey.Read(variables)),
            (_, { } name, _) => FromProfile(ProfileFile.Load(variables).Get(name)),
            (_, _, { Length: > 0 } variable) => (variable, BrokersVariable, SecurityKey.Read(variables)),
            _ => ProfileFile.Load(variables).InUse is { } used
                ? FromProfile(used)
                : (BrokersDefault, ClusterTarget.DefaultOrigin, SecurityKey.Read(variables)),
        };
        settings = security.Over(settings);
        return new ClusterTarget(BrokerList.Parse(list, origin), origin, timeout)
        {
            Tls = TlsSetup.Create(settings, variables),
            Sasl = SaslLogin.Create(settings, variables),
        };
    }

    private static (string Brokers, string Origin, SecuritySettings Security) FromProfile(Profile profile) =>
        (profile.Brokers, $"profile {profile.Name}", profile.Security);
}
