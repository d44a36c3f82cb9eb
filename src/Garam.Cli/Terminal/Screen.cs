using System.Text;
using Spectre.Console;

namespace Garam.Cli.Terminal;

/// <summary>
/// Where a command reads and writes: data and tables to the standard output, everything said about the work to the standard error, so
/// that a pipe carries data only. Whatever is said is escaped (<see cref="Printable"/>). Owns the writers, not the streams behind them. One
/// thread at a time; remarks may also come from other threads while the command writes bytes and no text.
/// </summary>
public sealed class Screen : IDisposable
{
    private const string EraseLine = "\r\u001b[K";

    private readonly ScreenOptions _options;
    private readonly Lock _errorLock = new();
    private bool _isLineDrawn;
    private IAnsiConsole? _ansi;
    private IAnsiConsole? _ansiError;

    public Screen(ScreenOptions options)
    {
        _options = options;
        Out = new StreamWriter(options.Out, new UTF8Encoding(false), bufferSize: 16 << 10, leaveOpen: true) { NewLine = "\n" };
        Error = options.Error;
        In = options.In;
    }

    /// <summary>Text for the standard output; flushed at the end of the command.</summary>
    public StreamWriter Out { get; }

    /// <summary>Bytes for the standard output. Flush <see cref="Out"/> before, where both are used.</summary>
    public Stream OutStream => _options.Out;

    public TextWriter Error { get; }

    /// <summary>The standard input as bytes.</summary>
    public Func<Stream> In { get; }

    public bool IsInInteractive => _options.IsInInteractive;

    public bool IsOutInteractive => _options.IsOutInteractive;

    /// <summary>Ends what is only done for a reader of the standard output when there is none any more.</summary>
    internal ReaderWatch WatchReader(CancellationToken cancellation) => new(_options.IsOutGone, cancellation);

    public bool IsErrorInteractive => _options.IsErrorInteractive;

    /// <summary>Columns, where a person looks at the output; a file or another program gets lines as long as they are.</summary>
    public int Width => IsOutInteractive ? _options.Width : ScreenOptions.WidthMax;

    public int ErrorWidth => _options.Width;

    /// <summary>Made when first asked for: programs that read JSON do not pay for it.</summary>
    public IAnsiConsole Ansi => _ansi ??= AnsiScreen.Create(Out, IsOutInteractive, _options.UsesColor, Width);

    /// <summary>For progress and questions, which go to the standard error.</summary>
    public IAnsiConsole AnsiError => _ansiError ??= AnsiScreen.Create(Error, IsErrorInteractive, _options.UsesColor, _options.Width);

    /// <summary>Writes one line to the standard output.</summary>
    public void Say(string line = "") => Out.WriteLine(Printable.Of(line));

    /// <summary>One line on the standard error, with the program's name before it.</summary>
    public void Complain(string message) => Remark("garam: " + message);

    /// <summary>One line on the standard error that is no complaint: data goes on without it.</summary>
    public void Remark(string message)
    {
        lock (_errorLock)
        {
            if (IsOutInteractive)
            {
                // Both go to the same eyes: in the order in which they were said.
                Out.Flush();
            }

            Erase();
            Error.WriteLine(Printable.Of(message));
        }
    }

    /// <summary>Draws a line that the next one replaces. Only where the standard error is a terminal.</summary>
    internal void Draw(string text)
    {
        lock (_errorLock)
        {
            var line = Printable.Of(text);
            Error.Write("\r" + (line.Length < ErrorWidth ? line : line[..(ErrorWidth - 1)]) + "\u001b[K");
            Error.Flush();
            _isLineDrawn = true;
        }
    }

    /// <summary>Takes the drawn line away, if there is one.</summary>
    internal void EndDrawing()
    {
        lock (_errorLock)
        {
            Erase();
            Error.Flush();
        }
    }

    /// <summary>Asks a person. Where there is none the answer is null.</summary>
    /// <exception cref="OperationCanceledException">Nobody wants an answer any more; the read is left behind, because a terminal's cannot be cancelled.</exception>
    public async Task<bool?> ConfirmAsync(string question, CancellationToken cancellation)
    {
        if (!IsInInteractive || !IsErrorInteractive)
        {
            return null;
        }

        await Out.FlushAsync(cancellation);
        await Error.WriteAsync($"{Printable.Of(question)} [y/N] ");
        await Error.FlushAsync(cancellation);
        var answer = await Task.Run(() => new StreamReader(In()).ReadLine(), CancellationToken.None).WaitAsync(cancellation);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    public void Dispose() => Out.Dispose();

    private void Erase()
    {
        if (_isLineDrawn)
        {
            Error.Write(EraseLine);
            _isLineDrawn = false;
        }
    }
}

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
