using System.CommandLine;
using System.Text.Json.Serialization;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Profiles;

/// <summary>The document that <c>garam profile list --json</c> prints.</summary>
internal sealed record ProfileList(IReadOnlyList<ProfileRow> Profiles);

internal sealed record ProfileRow(string Name, string Brokers, bool InUse)
{
    /// <summary>Null for a cluster without TLS and login.</summary>
    public SecuritySettings? Security { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ProfileList))]
internal sealed partial class ProfilesJson : JsonSerializerContext;

/// <summary><c>garam profile</c>: names for clusters.</summary>
internal static class ProfileCommand
{
    public const string Description = "Save clusters under names, and choose the one that commands use.";

    public static ToolCommand Create() => new("profile", Description)
    {
        Add(),
        Use(),
        List(),
        Remove(),
    };

    private static ToolCommand Add()
    {
        var command = new ToolCommand("add", "Save a cluster, replacing any of the same name.")
        {
            Details = $"""
                Profiles are kept in ${ProfileFile.Variable}, or in garam/profiles.yaml under $XDG_CONFIG_HOME or ~/.config. The file
                refers to certificates and passwords by path, and holds none itself.
                """,
            Examples =
            [
                new Example(
                    "garam profile add staging --brokers kafka-1:9092,kafka-2:9092",
                    "Saves a cluster with two brokers to contact first."),
                new Example(
                    "garam profile add prod --brokers kafka-1:9093 --ca ca.pem --sasl scram-sha-512 --user ada --password-file ada.secret",
                    "Saves one with TLS and a login; the password stays in its file."),
                new Example("garam profile add local --brokers 127.0.0.1:9092 --use", "Saves one and makes it the default."),
            ],
        };
        var name = new Argument<string>("NAME") { Description = "Name to save it under: letters, digits, dots, dashes and underscores" };
        var brokers = new Option<string>(ConnectionFlags.BrokersFlag, "-b")
        {
            Description = "Brokers to contact first",
            HelpName = "HOST:PORT,…",
            Required = true,
        };
        var use = new Option<bool>("--use") { Description = "Make it the default" };
        command.Add(name);
        command.Add(brokers);
        command.Add(use);
        SecurityFlags.AddTo(command);
        command.Run(run => AddAsync(run, run.Parsed.GetValue(name)!, run.Parsed.GetValue(brokers)!, run.Parsed.GetValue(use)));
        return command;
    }

    private static Task<int> AddAsync(CommandRun run, string name, string brokers, bool isUsed)
    {
        var profile = new Profile(Checked(name), brokers) { Security = Rooted(SecurityFlags.Read(run.Parsed)) };
        _ = BrokerList.Parse(profile.Brokers, ConnectionFlags.BrokersFlag);
        var said = isUsed
            ? $"Commands now use '{profile.Name}'."
            : $"Saved '{profile.Name}'. `garam profile use {profile.Name}` makes it the default.";
        return ChangeAsync(run, said, file =>
        {
            file.Set(profile);
            if (isUsed)
            {
                file.Use(profile.Name);
            }
        });
    }

    private static ToolCommand Use()
    {
        var command = new ToolCommand(
            "use", "Make a saved cluster the default, for commands without a flag or variable that names another.")
        {
            Examples = [new Example("garam profile use staging", "Makes commands use staging from now on.")],
        };
        var name = new Argument<string>("NAME") { Description = "A saved cluster" }.CompleteProfiles();
        command.Add(name);
        command.Run(run =>
        {
            var used = run.Parsed.GetValue(name)!;
            return ChangeAsync(run, $"Commands now use '{used}'.", file => file.Use(used));
        });
        return command;
    }

    private static ToolCommand Remove()
    {
        var command = new ToolCommand("remove", "Remove a saved cluster.")
        {
            Examples = [new Example("garam profile remove staging", "Removes staging.")],
        };
        var name = new Argument<string>("NAME") { Description = "A saved cluster" }.CompleteProfiles();
        command.Add(name);
        command.Run(run =>
        {
            var removed = run.Parsed.GetValue(name)!;
            return ChangeAsync(run, $"Removed '{removed}'.", file => file.Remove(removed));
        });
        return command;
    }

    private static ToolCommand List()
    {
        var command = new ToolCommand("list", "List the saved clusters.")
        {
            Examples = [new Example("garam profile list", "Lists them, with a star at the default.")],
            Json = """
                {"profiles": [{"name": "staging", "brokers": "kafka-1:9092,kafka-2:9092", "inUse": true,
                  "security": {"tls": true, "ca": "/etc/kafka/ca.pem", "sasl": "scram-sha-512", "user": "ada",
                    "passwordFile": "/home/ada/.kafka-password"}}]}
                """,
        };
        var output = new OutputFlags(command);
        command.Run(run =>
        {
            var file = ProfileFile.Load(run.Variables);
            var used = file.InUse?.Name;
            var list = new ProfileList([.. file.All.Select(profile => new ProfileRow(profile.Name, profile.Brokers, profile.Name == used)
            {
                Security = profile.Security == SecuritySettings.None ? null : profile.Security,
            })]);
            output.Write(run, list, ProfilesJson.Default.ProfileList, (_, shown) => Show(run.Screen, shown));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Task<int> ChangeAsync(CommandRun run, string said, Action<ProfileFile> change)
    {
        var file = ProfileFile.Load(run.Variables);
        change(file);
        file.Save();
        run.Screen.Remark(said);
        return Task.FromResult(ExitCode.Success);
    }

    private static void Show(Screen screen, ProfileList list)
    {
        if (list.Profiles.Count == 0)
        {
            screen.Remark("There are no profiles. `garam profile add NAME --brokers HOST:PORT` creates one.");
            return;
        }

        var isAnySecured = list.Profiles.Any(profile => profile.Security is not null);
        TableColumn[] columns = [new(""), new("PROFILE"), new("BROKERS")];
        var table = new TableView(isAnySecured ? [.. columns, new TableColumn("SECURITY")] : columns);
        foreach (var profile in list.Profiles)
        {
            string[] cells = [profile.InUse ? "*" : "", profile.Name, profile.Brokers];
            table.Add(isAnySecured ? [.. cells, profile.Security?.Summary() ?? ""] : cells);
        }

        table.Write(screen);
    }

    /// <summary>Makes paths absolute, because commands use a profile in any folder.</summary>
    /// <exception cref="CommandException">The mechanism does not exist.</exception>
    private static SecuritySettings Rooted(SecuritySettings settings)
    {
        settings = settings.Sasl is { } name ? settings with { Sasl = SaslLogin.CheckMechanism(name) } : settings;
        return SecurityKey.All.Where(key => key.IsPath && key.Get(settings) is not null).Aggregate(
            settings, (all, key) => key.Set(all, Path.GetFullPath(key.Get(all)!)));
    }

    /// <summary>Lets only names pass that need no quotes in the file and on a command line.</summary>
    private static string Checked(string name) =>
        name.Length > 0 && char.IsLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? name
            : throw new CommandException(
                ExitCode.Usage,
                $"'{name}' is not a name for a profile: use letters, digits, dots, dashes and underscores, and begin with a letter.");
}
