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
    private readonly List<(Setting Setting, Option<string?> Flag)> _flags = [];

    public SettingFlags(Command command, bool isAgent = false)
    {
        _isAgent = isAgent;
        command.Add(_file);
        var defaults = new ServeOptions();
        foreach (var setting in SettingCatalog.All.Where(setting => isAgent || !setting.IsForAgents))
        {
            var shown = setting.Show(defaults);
            var flag = new Option<string?>(setting.Flag)
            {
                Description = setting.Description + (shown.Length > 0 ? $" [default: {shown}]" : ""),
                HelpName = "VALUE",
            };
            if (setting.Alias is { } alias)
            {
                flag.Aliases.Add(alias);
            }

            _flags.Add((setting, flag));
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
        let text = parsed.GetValue(pair.Flag)
        where text is not null
        select new SettingValue(pair.Setting.Key, text, pair.Setting.Flag);
}
