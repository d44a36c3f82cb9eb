using System.CommandLine;
using Garam.Cli.Terminal;
using Garam.Configuration;
using Garam.Storage.Errors;
using Garam.Storage.Locations;
using Garam.Stores;

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
        Description = "The store as a URL, such as s3://bucket/prefix or file:///var/lib/garam",
        HelpName = "URL",
    };

    public StoreFlags(Command command)
    {
        command.Add(_data);
        command.Add(_bucket);
    }

    /// <exception cref="CommandException">The flags name no store that this program can open.</exception>
    public StoreLocation Location(CommandRun run)
    {
        var (data, bucket) = (run.Parsed.GetValue(_data), run.Parsed.GetValue(_bucket));
        if (data is not null && bucket is not null)
        {
            throw new CommandException(ExitCode.Usage, "--data and --bucket both name a store; give only one.");
        }

        return bucket is null
            ? StoreLocation.OfDirectory(data ?? run.Variables(DataVariable) ?? new ServeOptions().DataDirectory)
            : Parse(bucket);
    }

    public static async ValueTask<ReadStore> OpenAsync(StoreLocation location, int readers, CancellationToken cancellation)
    {
        try
        {
            return await StoreOpener.ReadAsync(location, readers, cancellation);
        }
        catch (GaramException fault)
        {
            throw Refusal(fault);
        }
    }

    private static StoreLocation Parse(string url)
    {
        try
        {
            return StoreLocation.ParseUrl(url);
        }
        catch (GaramException fault)
        {
            throw Refusal(fault);
        }
    }

    private static CommandException Refusal(GaramException fault) => new(ExitCode.Usage, fault.Message, fault);
}
