using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Garam.Cli.Terminal;

namespace Garam.Cli.Commands;

/// <summary>The parser's help page, followed by the command's details and examples.</summary>
public sealed class ToolHelp : SynchronousCommandLineAction
{
    /// <summary>Longer lines are hard to read on any terminal.</summary>
    private const int WidthMax = 120;

    private const string Indent = "  ";

    private readonly HelpAction _page;

    private ToolHelp(HelpAction page) => _page = page;

    /// <summary>Replaces the root's own help.</summary>
    public static void Install(RootCommand root)
    {
        // The parser's own option also takes /? and /h, which are paths here.
        _ = root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        var option = new HelpOption("--help", "-h", "-?");
        root.Add(option);
        option.Action = new ToolHelp((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var screen = ((ToolInvocation)parseResult.InvocationConfiguration).Screen;
        _page.MaxWidth = Math.Min(screen.Width, WidthMax);
        _ = _page.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            Write(screen.Out, command, _page.MaxWidth);
        }

        return ExitCode.Success;
    }

    private static void Write(TextWriter writer, ToolCommand command, int width)
    {
        if (command.Details is { } details)
        {
            writer.WriteLine("Details:");
            foreach (var line in Paragraphs.Wrap(details, width - Indent.Length))
            {
                writer.WriteLine((Indent + line).TrimEnd());
            }

            writer.WriteLine();
        }

        if (command.Examples.Count > 0)
        {
            writer.WriteLine("Examples:");
            foreach (var example in command.Examples)
            {
                writer.WriteLine($"  # {example.Meaning}");
                writer.WriteLine($"  {example.Line}");
            }

            writer.WriteLine();
        }
    }
}
