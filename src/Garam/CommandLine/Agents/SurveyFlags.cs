using System.CommandLine;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.CommandLine.Stores;
using Garam.Hosting;

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

    private readonly Option<string?> _cert = NewFile("--internal-tls-cert", "a certificate of the agents' authority, if they use TLS");
    private readonly Option<string?> _key = NewFile("--internal-tls-key", "the key of --internal-tls-cert");
    private readonly Option<string?> _ca = NewFile("--internal-tls-ca", "the authorities that sign the certificates of agents");

    public SurveyFlags(Command command)
    {
        _store = new StoreFlags(command);
        command.Add(_timeout);
        command.Add(_cert);
        command.Add(_key);
        command.Add(_ca);
    }

    /// <exception cref="CommandException">The flags are wrong, or there is no store that can be read.</exception>
    public Task<ClusterSurveyor> OpenAsync(CommandRun run)
    {
        var timeout = run.Parsed.GetValue(_timeout) is { } text ? Durations.Parse(text, "--timeout") : TimeoutDefault;
        return ClusterSurveyor.OpenAsync(_store.Location(run), Tls(run), timeout, run.Cancellation);
    }

    private static Option<string?> NewFile(string name, string content) =>
        new(name) { Description = $"PEM file with {content}", HelpName = "FILE" };

    private PeerTlsFiles? Tls(CommandRun run) =>
        (run.Parsed.GetValue(_cert), run.Parsed.GetValue(_key), run.Parsed.GetValue(_ca)) switch
        {
            ({ } cert, { } key, { } ca) => new PeerTlsFiles(cert, key, ca),
            (null, null, null) => null,
            _ => throw new CommandException(
                ExitCode.Usage, "TLS needs all of --internal-tls-cert, --internal-tls-key and --internal-tls-ca."),
        };
}
