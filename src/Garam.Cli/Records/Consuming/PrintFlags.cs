using System.CommandLine;
using Garam.Cli.Output;
using Garam.Cli.Records.Formats;
using Garam.Cli.Terminal;

namespace Garam.Cli.Records.Consuming;

/// <summary>The flags of <c>garam consume</c> for the form of the output and its place.</summary>
internal sealed class PrintFlags
{
    private readonly Option<string?> _format = new("--format", "-f")
    {
        Description = @"A template, or raw, hex or json [default: the value and \n]",
        HelpName = "TEMPLATE",
    };

    private readonly Option<string?> _keySeparator = new("--key-separator", "-K")
    {
        Description = @"Print keys too, with this text after each, such as \t",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _nullText = new("--null-value")
    {
        Description = "Print this for missing keys and values",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _file = new("--file")
    {
        Description = "Write to this file, overwriting it, instead of the standard output",
        HelpName = "FILE",
    };

    private readonly OutputFlags _output;

    public PrintFlags(Command command)
    {
        command.Add(_format);
        command.Add(_keySeparator);
        command.Add(_nullText);
        command.Add(_file);
        _output = new OutputFlags(command);
    }

    /// <summary>Returns null for the standard output.</summary>
    public string? File(CommandRun run) => run.Parsed.GetValue(_file);

    /// <exception cref="CommandException">A flag is wrong, or two flags contradict each other.</exception>
    public IRecordFormat Format(CommandRun run)
    {
        var (format, separator) = (run.Parsed.GetValue(_format), run.Parsed.GetValue(_keySeparator));
        if (_output.IsJson(run))
        {
            return format is null or "json" && separator is null
                ? RecordFormats.Create("json", null, "")
                : throw new CommandException(ExitCode.Usage, "--json cannot be combined with --format or --key-separator.");
        }

        return RecordFormats.Create(format, separator, run.Parsed.GetValue(_nullText) ?? "");
    }
}
