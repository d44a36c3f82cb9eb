using System.CommandLine;
using Garam.Configuration;

namespace Garam.CommandLine;

/// <summary>Adds the settings to a command as flags, and combines flags, environment and file into options.</summary>
internal sealed class SettingFlags
{
    private readonly Option<string?> _file = new("--config")
    {
        Description = $"YAML file with settings ({EnvironmentSource.FileVariable}).",
        HelpName = "FILE",
    };

    private readonly bool _isAgent;
    private readonly List<(Setting Setting, Func<ParseResult, string?> Text)> _flags = [];

    public SettingFlags(Command command, bool isAgent = false)
    {
        _isAgent = isAgent;
        command.Add(_file);
        var defaults = new ServeOptions();
        foreach (var setting in SettingCatalog.All.Where(setting => isAgent || !setting.IsForAgents))
        {
            var (flag, text) = setting.IsList ? Repeatable(setting) : Single(setting);
            var shown = setting.Show(defaults);
            flag.Description = setting.Description + (shown.Length > 0 ? $" [default: {shown}]" : "");
            flag.HelpName = "VALUE";
            if (setting.Alias is { } alias)
            {
                flag.Aliases.Add(alias);
            }

            _flags.Add((setting, text));
            command.Add(flag);
        }
    }

    public ServeOptions Read(ParseResult parsed, ICollection<string> problems)
    {
        var variables = Environment.GetEnvironmentVariables();
        var path = parsed.GetValue(_file) ?? variables[EnvironmentSource.FileVariable] as string;
        var options = OptionsReader.Read(
            [
                string.IsNullOrEmpty(path) ? [] : YamlSource.Read(path, problems),
                EnvironmentSource.Read(variables),
                Flags(parsed),
            ],
            problems,
            _isAgent);
        options.IgnoredVariables = EnvironmentSource.OfKubernetes(variables);
        return options;
    }

    private IEnumerable<SettingValue> Flags(ParseResult parsed) =>
        from pair in _flags
        let text = pair.Text(parsed)
        where text is not null
        select new SettingValue(pair.Setting.Key, text, pair.Setting.Flag);

    private static (Option Flag, Func<ParseResult, string?> Text) Single(Setting setting)
    {
        var flag = new Option<string?>(setting.Flag);
        return (flag, parsed => parsed.GetValue(flag));
    }

    private static (Option Flag, Func<ParseResult, string?> Text) Repeatable(Setting setting)
    {
        var flag = new Option<string[]>(setting.Flag);
        return (flag, parsed => parsed.GetValue(flag) is { Length: > 0 } several ? string.Join(',', several) : null);
    }
}
