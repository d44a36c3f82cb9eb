using System.Text;
using Garam.Cli.Terminal;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Garam.Cli.Connecting;

/// <summary>The clusters that the user has saved under names, and the default one. A save replaces the old file in one step.</summary>
internal sealed class ProfileFile
{
    public const string Variable = "GARAM_PROFILES";

    private const string UseKey = "use";
    private const string ProfilesKey = "profiles";
    private const string BrokersKey = "brokers";

    private readonly SortedDictionary<string, Profile> _profiles = new(StringComparer.Ordinal);
    private string? _use;

    private ProfileFile(string path) => Path = path;

    public string Path { get; }

    public IReadOnlyCollection<Profile> All => _profiles.Values;

    /// <summary>The default profile; null if there is none.</summary>
    /// <exception cref="CommandException">The file names a profile that it does not have.</exception>
    public Profile? InUse => _use is null ? null : Get(_use);

    /// <summary>Reads the file. Without a file there are no profiles.</summary>
    /// <exception cref="CommandException">The file cannot be read, or its content is wrong.</exception>
    public static ProfileFile Load(Func<string, string?> variables)
    {
        var file = new ProfileFile(PathFrom(variables));
        if (!File.Exists(file.Path))
        {
            return file;
        }

        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(WrittenText.Read(File.OpenRead(file.Path))));
            if (stream.Documents.Count > 0)
            {
                file.Read(stream.Documents[0].RootNode);
            }

            return file;
        }
        catch (YamlException fault)
        {
            throw new CommandException(
                ExitCode.Usage, $"{file.Path} line {fault.Start.Line}: not valid YAML: {Printable.OneLine(fault.Message)}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{file.Path}: cannot be read: {Printable.OneLine(fault.Message)}", fault);
        }
    }

    /// <exception cref="CommandException">There is no profile of this name.</exception>
    public Profile Get(string name) => _profiles.TryGetValue(name, out var profile)
        ? profile
        : throw new CommandException(
            ExitCode.Usage,
            _profiles.Count == 0
                ? $"there is no profile '{name}'; `garam profile add {name} --brokers HOST:PORT` creates it."
                : $"there is no profile '{name}' in {Path}.{Suggestion.For(name, _profiles.Keys)}");

    /// <summary>Adds a profile, or replaces the one of the same name.</summary>
    public void Set(Profile profile) => _profiles[profile.Name] = profile;

    /// <exception cref="CommandException">There is no profile of this name.</exception>
    public void Use(string name) => _use = Get(name).Name;

    /// <exception cref="CommandException">There is no profile of this name.</exception>
    public void Remove(string name)
    {
        _ = _profiles.Remove(Get(name).Name);
        _use = _use == name ? null : _use;
    }

    /// <exception cref="CommandException">The file cannot be written.</exception>
    public void Save()
    {
        var text = new StringBuilder("# The clusters that garam knows; see garam profile --help.\n");
        if (_use is not null)
        {
            text.Append(UseKey).Append(": ").Append(_use).Append('\n');
        }

        text.Append(ProfilesKey).Append(":\n");
        foreach (var profile in _profiles.Values)
        {
            text.Append("  ").Append(profile.Name).Append(":\n    ").Append(BrokersKey).Append(": \"").Append(profile.Brokers).Append(
                "\"\n");
            foreach (var key in SecurityKey.All.Where(key => key.Get(profile.Security) is not null))
            {
                var value = key.Get(profile.Security)!.Replace("'", "''", StringComparison.Ordinal);
                text.Append("    ").Append(key.Name).Append(": '").Append(value).Append("'\n");
            }
        }

        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
            var draft = Path + ".new";
            File.WriteAllText(draft, text.ToString());
            File.Move(draft, Path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{Path}: cannot be written: {Printable.OneLine(fault.Message)}", fault);
        }
    }

    private static IEnumerable<string> KnownKeys => SecurityKey.All.Select(known => known.Name).Prepend(BrokersKey);

    private static string PathFrom(Func<string, string?> variables)
    {
        if (variables(Variable) is { Length: > 0 } path)
        {
            return path;
        }

        var folder = variables("XDG_CONFIG_HOME") is { Length: > 0 } config
            ? config
            : System.IO.Path.Combine(variables("HOME") ?? ".", ".config");
        return System.IO.Path.Combine(folder, "garam", "profiles.yaml");
    }

    private void Read(YamlNode root)
    {
        foreach (var (key, value) in Entries(root))
        {
            switch (key)
            {
                case UseKey when value is YamlScalarNode { Value: { Length: > 0 } name }:
                    _use = name;
                    break;
                case ProfilesKey:
                    ReadProfiles(value);
                    break;
                default:
                    throw Wrong(value, $"unexpected '{key}'; the file has only \"{UseKey}: NAME\" and \"{ProfilesKey}:\".");
            }
        }
    }

    private void ReadProfiles(YamlNode node)
    {
        if (node is YamlScalarNode { Value: null or "" })
        {
            return;
        }

        foreach (var (name, value) in Entries(node))
        {
            var profile = new Profile(name, "");
            foreach (var (key, entry) in Entries(value))
            {
                profile = Read(profile, key, entry);
            }

            _profiles[name] = profile.Brokers.Length > 0
                ? profile
                : throw Wrong(value, $"profile '{name}' has no \"{BrokersKey}: HOST:PORT\".");
        }
    }

    private Profile Read(Profile profile, string key, YamlNode entry)
    {
        var value = entry is YamlScalarNode { Value: { Length: > 0 } text }
            ? text
            : throw Wrong(entry, $"'{key}' of profile '{profile.Name}' has no value.");
        if (key == BrokersKey)
        {
            return profile with { Brokers = value };
        }

        return SecurityKey.All.FirstOrDefault(known => known.Name == key) is { } security
            ? profile with { Security = security.Set(profile.Security, value) }
            : throw Wrong(entry, $"unknown '{key}' in profile '{profile.Name}'; known are {string.Join(", ", KnownKeys)}.");
    }

    private IEnumerable<(string Key, YamlNode Value)> Entries(YamlNode node) =>
        node is YamlMappingNode mapping
            ? mapping.Children.Select(entry =>
                (entry.Key is YamlScalarNode { Value: { } key } ? key : throw Wrong(entry.Key, "expected a name."), entry.Value))
            : throw Wrong(node, "expected \"name: value\".");

    private CommandException Wrong(YamlNode node, string what) => new(ExitCode.Usage, $"{Path} line {node.Start.Line}: {what}");
}

/// <param name="Name">The user's name for the cluster.</param>
/// <param name="Brokers">HOST:PORT,…</param>
internal sealed record Profile(string Name, string Brokers)
{
    public SecuritySettings Security { get; init; } = SecuritySettings.None;
}
