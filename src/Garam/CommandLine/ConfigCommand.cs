using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Terminal;
using Garam.Configuration;

namespace Garam.CommandLine;

/// <summary>
/// <c>garam config</c>: the configuration that <c>garam serve</c> would run with, given the same flags, variables and file.
/// </summary>
public static class ConfigCommand
{
    public const string Description = "Check the server's configuration and print it, with secrets masked.";

    private const string Mask = "********";

    public static Command Create()
    {
        var command = new ToolCommand("config", Description)
        {
            Examples =
            [
                new Example("garam config --config garam.yaml", "Shows the effective configuration, or the faults in the file."),
                new Example("garam config > garam.yaml", "Writes a file with every setting, to edit and use with --config."),
            ],
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

            if (options.IgnoredVariables.Count > 0)
            {
                Console.Error.WriteLine("garam: " + Printable.Of(EnvironmentSource.TellIgnored(options.IgnoredVariables)));
            }

            foreach (var line in Lines(options))
            {
                Console.WriteLine(line);
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Writes a file for --config. A setting that the file cannot hold is a comment.</summary>
    internal static IEnumerable<string> Lines(ServeOptions options) =>
        SettingCatalog.All.Select(setting => Line(setting, setting.Show(options)));

    private static string Line(Setting setting, string shown) => shown switch
    {
        "" => $"# {setting.Key}: not set",
        _ when setting.IsSecret => $"# {setting.Key}: {Mask} (a secret is not written here)",
        _ => $"{setting.Key}: {YamlText.Of(shown)}",
    };
}
