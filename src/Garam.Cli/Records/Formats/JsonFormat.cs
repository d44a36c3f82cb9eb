using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Formats;

/// <summary>
/// Prints one JSON object per line. UTF-8 is a string under its plain name. Other bytes are Base64 under the name followed by
/// <c>Base64</c>, so a reader always knows which it is, and <c>produce --format json</c> takes both. Owns the JSON writer.
/// </summary>
internal sealed class JsonFormat : IRecordFormat, IDisposable
{
    private static readonly JsonEncodedText Topic = JsonEncodedText.Encode("topic");
    private static readonly JsonEncodedText Partition = JsonEncodedText.Encode("partition");
    private static readonly JsonEncodedText Offset = JsonEncodedText.Encode("offset");
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("timestamp");
    private static readonly JsonEncodedText Headers = JsonEncodedText.Encode("headers");
    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText KeyBase64 = JsonEncodedText.Encode("keyBase64");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText ValueBase64 = JsonEncodedText.Encode("valueBase64");

    private readonly Utf8JsonWriter _writer = new(
        Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public void Write(in Record record, RecordOrigin origin, IBufferWriter<byte> output)
    {
        _writer.Reset(output);
        _writer.WriteStartObject();
        _writer.WriteString(Topic, origin.Topic);
        _writer.WriteNumber(Partition, origin.Partition);
        _writer.WriteNumber(Offset, record.Offset);
        _writer.WriteNumber(Timestamp, record.Timestamp);
        WriteField(Key, KeyBase64, record.Key, record.HasKey);
        WriteField(Value, ValueBase64, record.Value, record.HasValue);
        WriteHeaders(record.Headers);
        _writer.WriteEndObject();
        _writer.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Writes an array, because a name may occur several times, and the order matters.</summary>
    private void WriteHeaders(HeaderReader headers)
    {
        _writer.WriteStartArray(Headers);
        while (headers.MoveNext())
        {
            _writer.WriteStartObject();
            WriteField(Key, KeyBase64, headers.Key, isPresent: true);
            WriteField(Value, ValueBase64, headers.Value, headers.HasValue);
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
    }

    private void WriteField(JsonEncodedText name, JsonEncodedText nameBase64, ReadOnlySpan<byte> bytes, bool isPresent)
    {
        if (!isPresent)
        {
            _writer.WriteNull(name);
        }
        else if (Utf8.IsValid(bytes))
        {
            _writer.WriteString(name, bytes);
        }
        else
        {
            _writer.WriteBase64String(nameBase64, bytes);
        }
    }
}
