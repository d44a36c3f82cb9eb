using System.Text;
using Garam.Protocol.Records;

namespace Garam.Client.Fetching;

/// <summary>A record that owns its bytes. Null and empty keys or values are different things in Kafka.</summary>
public sealed record ConsumedRecord(long Offset, long TimestampMs, byte[]? Key, byte[]? Value)
{
    public IReadOnlyList<ConsumedHeader> Headers { get; init; } = [];

    /// <summary>The key read as UTF-8.</summary>
    public string? KeyText => Key is null ? null : Encoding.UTF8.GetString(Key);

    /// <summary>The value read as UTF-8.</summary>
    public string? ValueText => Value is null ? null : Encoding.UTF8.GetString(Value);

    public static ConsumedRecord From(in Record record) => new(
        record.Offset,
        record.Timestamp,
        record.HasKey ? record.Key.ToArray() : null,
        record.HasValue ? record.Value.ToArray() : null)
    {
        Headers = ReadHeaders(record.Headers),
    };

    private static ConsumedHeader[] ReadHeaders(HeaderReader reader)
    {
        if (reader.Count == 0)
        {
            return [];
        }

        var headers = new ConsumedHeader[reader.Count];
        for (var i = 0; reader.MoveNext(); i++)
        {
            headers[i] = new ConsumedHeader(Encoding.UTF8.GetString(reader.Key), reader.HasValue ? reader.Value.ToArray() : null);
        }

        return headers;
    }
}

/// <summary>A header of a record. Null and empty values are different things in Kafka.</summary>
public sealed record ConsumedHeader(string Key, byte[]? Value);
