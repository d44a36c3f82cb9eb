using System.Text;
using Spectre.Console;

namespace Garam.Cli.Terminal;

/// <summary>
/// The place where a command reads and writes: data and tables go to the standard output, everything about the work goes to the standard
/// error, so that a pipe carries only data. All text is escaped (<see cref="Printable"/>). Owns the writers, not the streams beneath them.
/// One thread at a time; remarks may also come from other threads while the command writes bytes and no text.
/// </summary>
public sealed class Screen : IDisposable
{
    private const string EraseLine = "\r\u001b[K";
    private const string EraseAll = "\u001b[H\u001b[2J";

    private readonly ScreenOptions _options;
    private readonly Lock _errorLock = new();
    private bool _isLineDrawn;
    private IAnsiConsole? _ansi;

    public Screen(ScreenOptions options)
    {
        _options = options;
        Out = new StreamWriter(options.Out, new UTF8Encoding(false), bufferSize: 16 << 10, leaveOpen: true) { NewLine = "\n" };
        Error = options.Error;
        In = options.In;
    }

    /// <summary>Text for the standard output, flushed at the end of the command.</summary>
    public StreamWriter Out { get; }

    /// <summary>Bytes for the standard output. Flush <see cref="Out"/> first if both are used.</summary>
    public Stream OutStream => _options.Out;

    public TextWriter Error { get; }

    /// <summary>The standard input as bytes.</summary>
    public Func<Stream> In { get; }

    public bool IsInInteractive => _options.IsInInteractive;

    public bool IsOutInteractive => _options.IsOutInteractive;

    /// <summary>Ends work for the reader of the standard output when that reader has gone.</summary>
    internal ReaderWatch WatchReader(CancellationToken cancellation) => new(_options.IsOutGone, cancellation);

    public bool IsErrorInteractive => _options.IsErrorInteractive;

    /// <summary>The columns of the terminal. A file or another program gets lines of any length.</summary>
    public int Width => IsOutInteractive ? _options.Width : ScreenOptions.WidthMax;

    public int ErrorWidth => _options.Width;

    /// <summary>The rows of the terminal at the standard output.</summary>
    public int Height => _options.Height;

    /// <summary>The standard output is a terminal on which lines can be drawn again.</summary>
    public bool CanRedraw => IsOutInteractive && _options.MovesCursor;

    public bool UsesColor => IsOutInteractive && _options.UsesColor;

    /// <summary>Created on first use: programs that read JSON do not pay for it.</summary>
    public IAnsiConsole Ansi => _ansi ??= AnsiScreen.Create(Out, IsOutInteractive, _options.UsesColor, Width);

    /// <summary>Writes one line to the standard output.</summary>
    public void Say(string line = "") => Out.WriteLine(Printable.Of(line));

    /// <summary>Empties the screen for a view that replaces the one before. False where the output cannot be replaced.</summary>
    public bool TryStartOver()
    {
        if (CanRedraw)
        {
            Out.Write(EraseAll);
        }

        return CanRedraw;
    }

    /// <summary>Writes a line to the standard error, with the program's name before it.</summary>
    public void Complain(string message) => Remark("garam: " + message);

    /// <summary>Writes a line to the standard error that is not a complaint.</summary>
    public void Remark(string message)
    {
        lock (_errorLock)
        {
            if (IsOutInteractive)
            {
                // The same person reads both, so they appear in the order in which they were written.
                Out.Flush();
            }

            Erase();
            Error.WriteLine(Printable.Of(message));
        }
    }

    /// <summary>Draws a line that the next one replaces. Only if the standard error is a terminal.</summary>
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

    /// <summary>Erases the drawn line, if there is one.</summary>
    internal void EndDrawing()
    {
        lock (_errorLock)
        {
            Erase();
            Error.Flush();
        }
    }

    /// <summary>Asks the user. Without a terminal the answer is null.</summary>
    /// <exception cref="OperationCanceledException">The command was cancelled. The read is abandoned, because a read from a terminal cannot
    /// be cancelled.</exception>
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

/// <summary>The streams that the program was started with, and what is at their other ends.</summary>
public sealed record ScreenOptions
{
    /// <summary>Longer than any line: without a terminal, nothing is cut or wrapped.</summary>
    public const int WidthMax = 100_000;

    public const int WidthDefault = 80;

    /// <summary>The least that terminals have.</summary>
    public const int HeightDefault = 24;

    public required Stream Out { get; init; }

    public required TextWriter Error { get; init; }

    public Func<Stream> In { get; init; } = () => Stream.Null;

    public bool IsInInteractive { get; init; }

    public bool IsOutInteractive { get; init; }

    public bool IsErrorInteractive { get; init; }

    /// <summary>Says whether the reader of the output has gone. Any thread.</summary>
    public Func<bool> IsOutGone { get; init; } = static () => false;

    public bool UsesColor { get; init; }

    /// <summary>The terminal, if there is one, understands escape sequences.</summary>
    public bool MovesCursor { get; init; }

    public int Width { get; init; } = WidthDefault;

    public int Height { get; init; } = HeightDefault;

    /// <summary>Returns the streams of this process.</summary>
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
            MovesCursor = !isDumb,
            UsesColor = !isDumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = TerminalSize.Columns(),
            Height = TerminalSize.Rows(),
        };
    }
}

/// <summary>
/// A rich console over one of the process's writers. It is told what the writer can show, and does not ask the environment again.
/// </summary>
internal sealed class AnsiScreen(TextWriter writer, bool isTerminal, int width) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => isTerminal;

    public int Width => width;

    public int Height => ScreenOptions.HeightDefault;

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

    /// <summary>Does nothing: the writers are UTF-8 already.</summary>
    public void SetEncoding(Encoding encoding)
    {
    }
}
