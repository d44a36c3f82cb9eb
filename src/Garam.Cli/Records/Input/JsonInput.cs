using System.Buffers;
using System.Text;
using System.Text.Json;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Input;

/// <summary>
/// Reads an object per line, as <c>consume --json</c> prints them: key, value, headers, partition, timestamp, and keyBase64 and valueBase64
/// for bytes that are not text. Strings become their text, other JSON values their own JSON, null a missing key or a tombstone. Owns the
/// decoded bytes.
/// </summary>
internal sealed class JsonInput(DateTimeOffset now) : IInputFormat
{
    private static readonly string[] Fields =
        ["key", "keyBase64", "value", "valueBase64", "headers", "partition", "timestamp", "topic", "offset"];

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public string? Parse(ReadOnlyMemory<byte> line, out InputRecord record)
    {
        record = default;

        // Decoded bytes are never longer than their JSON, so the memory does not move while a record borrows it.
        _bytes.ResetWrittenCount();
        _ = _bytes.GetMemory(line.Length + 1);
        try
        {
            return Read(line, out record);
        }
        catch (JsonException fault)
        {
            return $"it is not valid JSON at byte {fault.BytePositionInLine + 1}";
        }
        catch (InvalidOperationException)
        {
            return "it holds a string that cannot be written as UTF-8";
        }
    }

    private string? Read(ReadOnlyMemory<byte> line, out InputRecord record)
    {
        record = default;
        var hasValue = false;
        var reader = new Utf8JsonReader(line.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "it is not a JSON object";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            hasValue |= name is "value" or "valueBase64";
            if (ReadField(name, line, ref reader, ref record) is { } fault)
            {
                return fault;
            }
        }

        // Reads on after the object, because one line is one record.
        while (reader.Read())
        {
        }

        return hasValue ? null : "it has no value (write null for a tombstone)";
    }

    private string? ReadField(string name, ReadOnlyMemory<byte> line, ref Utf8JsonReader reader, ref InputRecord record)
    {
        switch (name)
        {
            case "key":
                record = record with { Key = ReadBytes(line, ref reader) };
                return null;
            case "value":
                record = record with { Value = ReadBytes(line, ref reader) };
                return null;
            case "keyBase64" when reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes):
                record = record with { Key = bytes };
                return null;
            case "valueBase64" when reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes):
                record = record with { Value = bytes };
                return null;
            case "keyBase64" or "valueBase64":
                return $"{name} is not Base64";
            case "partition" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var partition) && partition >= 0:
                record = record with { Partition = partition };
                return null;
            case "timestamp" when TryReadTimestamp(ref reader, out var timestampMs):
                record = record with { TimestampMs = timestampMs };
                return null;
            case "partition" or "timestamp" when reader.TokenType == JsonTokenType.Null:
            case "topic" or "offset":
                reader.Skip();
                return null;
            case "partition":
                return "partition is not a partition number";
            case "timestamp":
                return $"timestamp is neither milliseconds since 1970 nor a time such as {TimeText.Forms}";
            case "headers":
                return ReadHeaders(line, ref reader, ref record);
            default:
                return $"there is no field '{name}'.{Suggestion.For(name, Fields)}".TrimEnd('.');
        }
    }

    private bool TryReadTimestamp(ref Utf8JsonReader reader, out long timestampMs)
    {
        timestampMs = -1;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetInt64(out timestampMs),
            JsonTokenType.String => TimeText.TryParse(reader.GetString()!, now, out timestampMs),
            _ => false,
        };
    }

    /// <summary>Reads an object of names and values, or the array that <c>consume --json</c> prints.</summary>
    private string? ReadHeaders(ReadOnlyMemory<byte> line, ref Utf8JsonReader reader, ref InputRecord record)
    {
        const string Wrong = """headers are neither {"name": "value", …} nor [{"key": "name", "value": "value"}, …]""";
        List<RecordHeader> headers = [];
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartObject:
                ReadHeaderNames(line, ref reader, headers);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    if (!TryReadHeader(line, ref reader, out var header))
                    {
                        return Wrong;
                    }

                    headers.Add(header);
                }

                if (reader.TokenType != JsonTokenType.EndArray)
                {
                    return Wrong;
                }

                break;
            default:
                return Wrong;
        }

        record = record with { Headers = [.. headers] };
        return null;
    }

    private void ReadHeaderNames(ReadOnlyMemory<byte> line, ref Utf8JsonReader reader, List<RecordHeader> headers)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            headers.Add(new RecordHeader(name, ReadBytes(line, ref reader)));
        }
    }

    private bool TryReadHeader(ReadOnlyMemory<byte> line, ref Utf8JsonReader reader, out RecordHeader header)
    {
        string? key = null;
        ReadOnlyMemory<byte>? value = null;
        header = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "key" when reader.TokenType == JsonTokenType.String:
                    key = reader.GetString();
                    break;
                case "keyBase64" when reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes):
                    key = Encoding.UTF8.GetString(bytes);
                    break;
                case "value":
                    value = ReadBytes(line, ref reader);
                    break;
                case "valueBase64" when reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes):
                    value = bytes;
                    break;
                default:
                    return false;
            }
        }

        header = new RecordHeader(key ?? "", value);
        return key is not null;
    }

    /// <summary>Returns the bytes that a JSON value stands for. The reader ends at the last token of the value.</summary>
    private ReadOnlyMemory<byte>? ReadBytes(ReadOnlyMemory<byte> line, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String:
                var memory = _bytes.GetMemory(Math.Max(reader.ValueSpan.Length, 1));
                var length = reader.CopyString(memory.Span);
                _bytes.Advance(length);
                return memory[..length];
            default:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return line[start..(int)reader.BytesConsumed];
        }
    }
}
