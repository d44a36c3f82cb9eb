using System.CommandLine;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>How a command answers.</summary>
public sealed class OutputFlags
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON for programs." };

    public OutputFlags(Command command) => command.Add(_json);

    public bool IsJson(CommandRun run) => run.Parsed.GetValue(_json);
}
