using System.CommandLine;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary>Flags that several commands about topics share.</summary>
internal static class TopicFlags
{
    public const string ConfigDescription = "A setting of the topic, such as retention.ms=86400000; may be repeated";

    private const char Separator = '=';

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

    /// <exception cref="CommandException">A setting is not of the form K=V, or is given twice.</exception>
    public static SortedDictionary<string, string> Parse(string[]? settings)
    {
        var parsed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings ?? [])
        {
            var at = setting.IndexOf(Separator, StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new CommandException(
                    ExitCode.Usage, $"--config: '{setting}' is not of the form NAME=VALUE, as in retention.ms=86400000.");
            }

            if (!parsed.TryAdd(setting[..at], setting[(at + 1)..]))
            {
                throw new CommandException(ExitCode.Usage, $"--config: {setting[..at]} is given twice.");
            }
        }

        return parsed;
    }
}

/// <summary>The flags that set settings and remove them.</summary>
internal sealed class ConfigChangeFlags
{
    private readonly Option<string[]> _configs;

    private readonly Option<string[]> _deleted = new("--delete-config")
    {
        Description = "A setting to remove, so that its default applies again; may be repeated",
        HelpName = "NAME",
    };

    public ConfigChangeFlags(Command command, string description)
    {
        _configs = new Option<string[]>("--config", "-c") { Description = description, HelpName = "K=V" };
        command.Add(_configs);
        command.Add(_deleted);
    }

    /// <exception cref="CommandException">A setting is not of the form K=V, or is named twice.</exception>
    public ConfigChange[] Read(CommandRun run)
    {
        var set = TopicFlags.Parse(run.Parsed.GetValue(_configs)).Select(config => new ConfigChange(config.Key, config.Value));
        var deleted = (run.Parsed.GetValue(_deleted) ?? []).Distinct().Select(name => new ConfigChange(name, null));
        ConfigChange[] changes = [.. set, .. deleted];
        return changes.GroupBy(change => change.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new CommandException(ExitCode.Usage, $"{twice.Key} is both set and deleted.")
            : changes;
    }
}
