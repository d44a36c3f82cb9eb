using Garam.Cli.Terminal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Garam.Hosting;

/// <summary>
/// Writes one line for each log entry, in the layout of the runtime's simple console, and escapes it: messages name topics, groups and
/// clients, and people read logs on a terminal.
/// </summary>
internal sealed class LogLines() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        var message = entry.Formatter(entry.State, entry.Exception);
        var line =
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {NameOf(entry.LogLevel)}: "
                + $"{entry.Category}[{entry.EventId.Id}] {OneLine(message)}";
        writer.WriteLine(Printable.Of(entry.Exception is { } fault ? $"{line} {OneLine(fault.ToString())}" : line));
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
