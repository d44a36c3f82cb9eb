using System.Text;
using Spectre.Console;

namespace Garam.Cli.Terminal;

/// <summary>A rich console over one of the process's writers, told what that writer can show instead of asking the environment again.</summary>
internal sealed class AnsiScreen(TextWriter writer, bool isTerminal, int width) : IAnsiConsoleOutput
{
    private const int HeightUnknown = 24;

    public TextWriter Writer => writer;

    public bool IsTerminal => isTerminal;

    public int Width => width;

    public int Height => HeightUnknown;

    public static IAnsiConsole Create(TextWriter writer, bool isTerminal, bool usesColor, int width)
    {
        var ansi = isTerminal && usesColor;
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiScreen(writer, isTerminal, width),
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ansi ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
    }

    /// <summary>The writers are UTF-8 already.</summary>
    public void SetEncoding(Encoding encoding)
    {
    }
}
