using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>JSON for programs: one indented document, or one line for each item of a stream. UTF-8, names in camelCase.</summary>
public static class JsonOutput
{
    private static readonly JsonWriterOptions Document = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteDocument<T>(Screen screen, T value, JsonTypeInfo<T> type) => Write(screen, value, type, Document);

    /// <summary>Writes the document alone, without a line feed after it.</summary>
    public static void WriteDocument<T>(Stream stream, T value, JsonTypeInfo<T> type) => Write(stream, value, type, Document);

    /// <summary>Does not flush: a caller that writes many lines knows when to.</summary>
    public static void WriteLine<T>(Screen screen, T value, JsonTypeInfo<T> type) => Write(screen, value, type, Line);

    private static void Write<T>(Screen screen, T value, JsonTypeInfo<T> type, JsonWriterOptions options)
    {
        screen.Out.Flush();
        Write(screen.OutStream, value, type, options);
        screen.OutStream.WriteByte((byte)'\n');
    }

    private static void Write<T>(Stream stream, T value, JsonTypeInfo<T> type, JsonWriterOptions options)
    {
        using var writer = new Utf8JsonWriter(stream, options);
        JsonSerializer.Serialize(writer, value, type);
    }
}

/// <summary>The flag that chooses between a document for programs and text for people.</summary>
public sealed class OutputFlags
{
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON for programs" };

    public OutputFlags(Command command) => command.Add(_json);

    public bool IsJson(CommandRun run) => run.Parsed.GetValue(_json);

    /// <summary>Returns what says to people how far the work is; with <c>--json</c> it is silent.</summary>
    public Action<string> Progress(CommandRun run) => IsJson(run) ? static _ => { } : run.Screen.Say;

    /// <summary>Prints a command's answer: the document with <c>--json</c>, otherwise the same as text for people.</summary>
    /// <param name="run">The run of the command.</param>
    /// <param name="document">The answer.</param>
    /// <param name="type">How the document is written as JSON.</param>
    /// <param name="show">Shows the document to people.</param>
    public void Write<T>(CommandRun run, T document, JsonTypeInfo<T> type, Action<CommandRun, T> show)
    {
        if (IsJson(run))
        {
            JsonOutput.WriteDocument(run.Screen, document, type);
        }
        else
        {
            show(run, document);
        }
    }
}
