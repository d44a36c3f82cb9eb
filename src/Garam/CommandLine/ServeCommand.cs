using System.CommandLine;
using Garam.Cli.Terminal;
using Garam.Hosting;

namespace Garam.CommandLine;

/// <summary><c>garam serve</c>: every role in one process on a local directory.</summary>
public static class ServeCommand
{
    public const string Description = "Run a whole Garam in this process, on a local directory.";

    public static Command Create()
    {
        var command = new ToolCommand("serve", Description);
        var flags = new SettingFlags(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var problems = new List<string>();
            var options = flags.Read(parsed, problems);
            return Problems.Report(problems) ? ExitCode.Usage : await ServeHost.RunAsync(options, cancellation);
        });
        return command;
    }
}
