using System.CommandLine;
using Garam.Cli.Completion;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.Cli.Profiles;

/// <summary><c>garam profile</c>: names for clusters.</summary>
internal static class ProfileCommand
{
    public const string Description = "Remember clusters by name, and choose the one that commands talk to.";

    public static ToolCommand Create() => new("profile", Description)
    {
        Add(),
        Use(),
        List(),
        Remove(),
    };

    private static ToolCommand Add()
    {
        var command = new ToolCommand("add", "Remember a cluster. One of the same name is replaced.")
        {
            Details = $"The file is ${ProfileFile.Variable}, or garam/profiles.yaml in $XDG_CONFIG_HOME or ~/.config. It names files with certificates and passwords, and holds none.",
            Examples =
            [
                new Example("garam profile add staging --brokers kafka-1:9092,kafka-2:9092", "Remembers a cluster with two brokers to ask first."),
                new Example(
                    "garam profile add prod --brokers kafka-1:9093 --ca ca.pem --sasl scram-sha-512 --user ada --password-file ada.password",
                    "Remembers one with TLS and a login; the password stays in its file."),
                new Example("garam profile add local --brokers 127.0.0.1:9092 --use", "Remembers one and uses it from now on."),
            ],
        };
        var name = new Argument<string>("NAME") { Description = "Letters, digits, dots, dashes and underscores" };
        var brokers = new Option<string>(ConnectionFlags.BrokersFlag, "-b") { Description = "Brokers to ask first", HelpName = "HOST:PORT,…", Required = true };
        var use = new Option<bool>("--use") { Description = "Use it from now on" };
        command.Add(name);
        command.Add(brokers);
        command.Add(use);
        SecurityFlags.AddTo(command);
        command.Run(run =>
        {
            var profile = new Profile(Checked(run.Parsed.GetValue(name)!), run.Parsed.GetValue(brokers)!) { Security = Rooted(SecurityFlags.Read(run.Parsed)) };
            _ = BrokerList.Parse(profile.Brokers, ConnectionFlags.BrokersFlag);
            var isUsed = run.Parsed.GetValue(use);
            var said = isUsed ? $"Commands talk to '{profile.Name}' from now on." : $"Remembered '{profile.Name}'. `garam profile use {profile.Name}` makes commands talk to it.";
            return ChangeAsync(run, said, file =>
            {
                file.Set(profile);
                if (isUsed)
                {
                    file.Use(profile.Name);
                }
            });
        });
        return command;
    }

    private static ToolCommand Use()
    {
        var command = new ToolCommand("use", "Talk to this cluster where no flag and no variable says otherwise.")
        {
            Examples = [new Example("garam profile use staging", "From now on commands talk to staging.")],
        };
        var name = new Argument<string>("NAME") { Description = "A remembered cluster" }.CompleteProfiles();
        command.Add(name);
        command.Run(run =>
        {
            var used = run.Parsed.GetValue(name)!;
            return ChangeAsync(run, $"Commands talk to '{used}' from now on.", file => file.Use(used));
        });
        return command;
    }

    private static ToolCommand Remove()
    {
        var command = new ToolCommand("remove", "Forget a cluster.")
        {
            Examples = [new Example("garam profile remove staging", "Forgets staging.")],
        };
        var name = new Argument<string>("NAME") { Description = "A remembered cluster" }.CompleteProfiles();
        command.Add(name);
        command.Run(run =>
        {
            var forgotten = run.Parsed.GetValue(name)!;
            return ChangeAsync(run, $"Forgot '{forgotten}'.", file => file.Remove(forgotten));
        });
        return command;
    }

    private static ToolCommand List()
    {
        var command = new ToolCommand("list", "List the remembered clusters.")
        {
            Examples = [new Example("garam profile list", "Lists them; the one in use has a star.")],
            Json = """{"profiles": [{"name": "staging", "brokers": "kafka-1:9092,kafka-2:9092", "inUse": true, "security": {"tls": true, "ca": "/etc/kafka/ca.pem", "sasl": "scram-sha-512", "user": "ada", "passwordFile": "/home/ada/.kafka-password"}}]}""",
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
            if (output.IsJson(run))
            {
                JsonOutput.WriteDocument(run.Screen, list, ProfilesJson.Default.ProfileList);
            }
            else
            {
                Show(run.Screen, list);
            }

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
            screen.Remark("There are no profiles. `garam profile add NAME --brokers HOST:PORT` makes one.");
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

    /// <summary>A profile is used from any folder.</summary>
    /// <exception cref="CommandException">The mechanism does not exist.</exception>
    private static SecuritySettings Rooted(SecuritySettings settings)
    {
        settings = settings.Sasl is { } name ? settings with { Sasl = SaslLogin.CheckMechanism(name) } : settings;
        return SecurityKey.All.Where(key => key.IsPath && key.Get(settings) is not null).Aggregate(settings, (all, key) => key.Set(all, Path.GetFullPath(key.Get(all)!)));
    }

    /// <summary>So that it stands in the file and on a command line without quotes.</summary>
    private static string Checked(string name) =>
        name.Length > 0 && char.IsLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? name
            : throw new CommandException(ExitCode.Usage, $"'{name}' is not a name for a profile: it begins with a letter and has letters, digits, dots, dashes and underscores.");
}
