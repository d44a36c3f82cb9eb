using System.CommandLine;
using Garam.Cli.Terminal;

namespace Garam.Cli.Topics;

/// <summary>Flags that several commands about topics have.</summary>
internal static class TopicFlags
{
    /// <summary>Room for every flag that takes K=V.</summary>
    private const char Separator = '=';

    public const string ConfigDescription = "A setting of the topic, as in retention.ms=86400000; may be repeated";

    public static Option<string[]> Configs() => new("--config", "-c")
    {
        Description = ConfigDescription,
        HelpName = "K=V",
    };

    public static Argument<string[]> Names(string description) => new("TOPIC")
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
    };

    /// <exception cref="CommandException">One of them is not K=V, or is there twice.</exception>
    public static SortedDictionary<string, string> Parse(string[]? settings)
    {
        var parsed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings ?? [])
        {
            var at = setting.IndexOf(Separator, StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new CommandException(ExitCode.Usage, $"--config: '{setting}' is not of the form NAME=VALUE, as in retention.ms=86400000.");
            }

            if (!parsed.TryAdd(setting[..at], setting[(at + 1)..]))
            {
                throw new CommandException(ExitCode.Usage, $"--config: {setting[..at]} is there twice.");
            }
        }

        return parsed;
    }
}
