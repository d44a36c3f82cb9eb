using System.CommandLine;
using Garam.Cli.Terminal;
using Garam.Configuration;

namespace Garam.CommandLine;

/// <summary><c>garam config</c>: what <c>garam serve</c> would run with, given the same flags, variables and file.</summary>
public static class ConfigCommand
{
    public const string Description = "Print the effective configuration of the server, secrets masked, and check it.";

    private const string Mask = "********";

    public static Command Create()
    {
        var command = new ToolCommand("config", Description)
        {
            Examples = [new Example("garam config --config garam.yaml", "Shows what the server would run with, or what is wrong with the file.")],
        };
        var flags = new SettingFlags(command);
        command.SetAction(parsed =>
        {
            var problems = new List<string>();
            var options = flags.Read(parsed, problems);
            if (Problems.Report(problems))
            {
                return ExitCode.Usage;
            }

            foreach (var setting in SettingCatalog.All)
            {
                var shown = setting.Show(options);
                Console.WriteLine($"{setting.Key}: {(setting.IsSecret && shown.Length > 0 ? Mask : shown)}".TrimEnd());
            }

            return ExitCode.Success;
        });
        return command;
    }
}
