using System.Text;

namespace Garam.Cli.Terminal;

/// <summary>What the program was started with: streams, and what is at their other ends.</summary>
public sealed record ScreenOptions
{
    /// <summary>More than any line has; where nobody looks, nothing is cut or wrapped.</summary>
    public const int WidthMax = 100_000;

    public const int WidthDefault = 80;

    public required Stream Out { get; init; }

    public required TextWriter Error { get; init; }

    public Func<Stream> In { get; init; } = () => Stream.Null;

    public bool IsInInteractive { get; init; }

    public bool IsOutInteractive { get; init; }

    public bool IsErrorInteractive { get; init; }

    /// <summary>Nobody reads the output any more; asked by any thread.</summary>
    public Func<bool> IsOutGone { get; init; } = static () => false;

    public bool UsesColor { get; init; }

    public int Width { get; init; } = WidthDefault;

    /// <summary>This process's own.</summary>
    public static ScreenOptions FromProcess()
    {
        StandardStream.SilenceClosed();
        var isDumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        return new ScreenOptions
        {
            Out = StandardStream.OpenOutput(),
            Error = new StreamWriter(StandardStream.OpenError(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" },
            In = StandardStream.OpenInput,
            IsInInteractive = !Console.IsInputRedirected,
            IsOutInteractive = !Console.IsOutputRedirected,
            IsErrorInteractive = !Console.IsErrorRedirected && !isDumb,
            IsOutGone = StandardStream.IsOutputGone,
            UsesColor = !isDumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = TerminalWidth.OfProcess(),
        };
    }
}
