using System.Globalization;

namespace Garam.Cli.Terminal;

/// <summary>What the program was started with: streams, and what is at their other ends.</summary>
public sealed record ScreenOptions
{
    /// <summary>More than any line has; where nobody looks, nothing is cut or wrapped.</summary>
    public const int WidthMax = 100_000;

    private const int WidthDefault = 80;

    public required Stream Out { get; init; }

    public required TextWriter Error { get; init; }

    public Func<Stream> In { get; init; } = () => Stream.Null;

    public bool IsInInteractive { get; init; }

    public bool IsOutInteractive { get; init; }

    public bool IsErrorInteractive { get; init; }

    public bool UsesColor { get; init; }

    public int Width { get; init; } = WidthDefault;

    /// <summary>This process's own.</summary>
    public static ScreenOptions FromProcess()
    {
        var isDumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        return new ScreenOptions
        {
            Out = StandardOutput.Open(),
            Error = Console.Error,
            In = Console.OpenStandardInput,
            IsInInteractive = !Console.IsInputRedirected,
            IsOutInteractive = !Console.IsOutputRedirected,
            IsErrorInteractive = !Console.IsErrorRedirected && !isDumb,
            UsesColor = !isDumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = WidthOfProcess(),
        };
    }

    private static int WidthOfProcess()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0)
        {
            return columns;
        }

        // Asked only where somebody looks: it costs the terminal database.
        return !Console.IsOutputRedirected && Console.WindowWidth is var width and > 0 ? width : WidthDefault;
    }
}
