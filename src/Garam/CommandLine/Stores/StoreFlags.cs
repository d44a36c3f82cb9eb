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
    private const string UrlVariable = "GARAM_STORE";

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"Directory of the store ({DataVariable}) [default: {new ServeOptions().DataDirectory}]",
        HelpName = "DIR",
    };

    private readonly Option<string?> _url = new("--store", "--bucket")
    {
        Description = $"The store as a URL, such as s3://bucket/prefix or file:///var/lib/garam ({UrlVariable})",
        HelpName = "URL",
    };

    public StoreFlags(Command command)
    {
        command.Add(_data);
        command.Add(_url);
    }

    /// <exception cref="CommandException">The flags name no store that this program can open.</exception>
    public StoreLocation Location(CommandRun run)
    {
        var (data, url) = (run.Parsed.GetValue(_data), run.Parsed.GetValue(_url));
        if (data is not null && url is not null)
        {
            throw new CommandException(ExitCode.Usage, "--data and --store both name a store; give only one.");
        }

        // A flag wins over both variables.
        if (data is null && url is null)
        {
            (data, url) = (run.Variables(DataVariable), run.Variables(UrlVariable));
            if (data is not null && url is not null)
            {
                throw new CommandException(ExitCode.Usage, $"{DataVariable} and {UrlVariable} both name a store; give only one.");
            }
        }

        return url is null ? StoreLocation.OfDirectory(data ?? new ServeOptions().DataDirectory) : Parse(url);
    }

    public static async ValueTask<ReadStore> OpenAsync(StoreLocation location, int? readers, CancellationToken cancellation)
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
