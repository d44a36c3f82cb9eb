using System.CommandLine;
using Garam.Cli.Terminal;
using Garam.Configuration;
using Garam.Storage.Directory;
using Garam.Storage.Errors;
using Garam.Storage.Format;

namespace Garam.CommandLine.Stores;

/// <summary>The flags that choose a store. It is opened only for reading, so that a server may run on it.</summary>
internal sealed class StoreFlags
{
    private const string DataVariable = "GARAM_DATA";

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"Directory of the store ({DataVariable}) [default: {new ServeOptions().DataDirectory}]",
        HelpName = "DIR",
    };

    private readonly Option<string?> _bucket = new("--bucket")
    {
        Description = "The store as a URL, such as file:///var/lib/garam",
        HelpName = "URL",
    };

    public StoreFlags(Command command)
    {
        command.Add(_data);
        command.Add(_bucket);
    }

    /// <exception cref="CommandException">The flags name no store that this program can open.</exception>
    public string Directory(CommandRun run)
    {
        var (data, bucket) = (run.Parsed.GetValue(_data), run.Parsed.GetValue(_bucket));
        if (data is not null && bucket is not null)
        {
            throw new CommandException(ExitCode.Usage, "--data and --bucket both name a store; give only one.");
        }

        return bucket is null ? data ?? run.Variables(DataVariable) ?? new ServeOptions().DataDirectory : PathOf(bucket);
    }

    public static ReadOnlyDirectoryStore Open(string directory, int readers)
    {
        try
        {
            return ReadOnlyDirectoryStore.Open(new DirectoryStoreOptions { Root = directory, ReaderThreads = readers }, StoreFormat.Key);
        }
        catch (GaramException fault)
        {
            throw new CommandException(ExitCode.Usage, fault.Message, fault);
        }
    }

    private static string PathOf(string bucket)
    {
        if (!Uri.TryCreate(bucket, UriKind.Absolute, out var url) || url.Scheme.Length < 2)
        {
            throw new CommandException(
                ExitCode.Usage, $"--bucket {bucket} is not a URL: file:///var/lib/garam is one, and --data takes a plain path.");
        }

        return url.IsFile && url.Host.Length == 0
            ? url.LocalPath
            : throw new CommandException(ExitCode.Usage, $"{url.Scheme}:// is not supported yet: use --data DIR, or --bucket file:///DIR.");
    }
}
