using System.CommandLine;
using Garam.Cli.Terminal;
using Garam.Client.Admin;

namespace Garam.Cli.Topics;

/// <summary>The flags that set settings and take them away.</summary>
internal sealed class ConfigChangeFlags
{
    private readonly Option<string[]> _configs;
    private readonly Option<string[]> _deleted = new("--delete-config") { Description = "A setting to take away, so that the default counts again; may be repeated", HelpName = "NAME" };

    public ConfigChangeFlags(Command command, string description)
    {
        _configs = new Option<string[]>("--config", "-c") { Description = description, HelpName = "K=V" };
        command.Add(_configs);
        command.Add(_deleted);
    }

    /// <exception cref="CommandException">One of them is not NAME=VALUE, or is named twice.</exception>
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
