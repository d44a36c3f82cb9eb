using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Garam.Cli.Terminal;

namespace Garam.Cli.Output;

/// <summary>JSON for programs: one indented document, or one line for each thing of a stream. UTF-8, names in camelCase.</summary>
public static class JsonOutput
{
    private static readonly JsonWriterOptions Document = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void WriteDocument<T>(Screen screen, T value, JsonTypeInfo<T> type) => Write(screen, value, type, Document);

    /// <summary>Not flushed: whoever writes many lines knows when.</summary>
    public static void WriteLine<T>(Screen screen, T value, JsonTypeInfo<T> type) => Write(screen, value, type, Line);

    private static void Write<T>(Screen screen, T value, JsonTypeInfo<T> type, JsonWriterOptions options)
    {
        screen.Out.Flush();
        using (var writer = new Utf8JsonWriter(screen.OutStream, options))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        screen.OutStream.WriteByte((byte)'\n');
    }
}
