using System.Buffers.Text;
using System.Text;

namespace Garam.ClientTests.Support;

/// <summary>A record that a consumer printed: topic, partition, offset, key, value. It borrows the line.</summary>
public readonly ref struct ConsumedRecord
{
    private ConsumedRecord(string topic, int partition, long offset, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        (Topic, Partition, Offset) = (topic, partition, offset);
        Key = key;
        Value = value;
    }

    public string Topic { get; }

    public int Partition { get; }

    public long Offset { get; }

    /// <summary>Empty where there is none.</summary>
    public ReadOnlySpan<byte> Key { get; }

    public ReadOnlySpan<byte> Value { get; }

    /// <param name="line">Without its line feed.</param>
    /// <param name="topics">Interns names, so that millions of records do not make millions of strings.</param>
    public static ConsumedRecord Parse(ReadOnlySpan<byte> line, Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> topics)
    {
        var topic = Field(ref line);
        var partition = Field(ref line);
        var offset = Field(ref line);
        var key = Field(ref line);
        if (!Utf8Parser.TryParse(partition, out int partitionNumber, out _) || !Utf8Parser.TryParse(offset, out long offsetNumber, out _))
        {
            throw new FormatException(
                $"Not a record: {Encoding.UTF8.GetString(topic)} {Encoding.UTF8.GetString(partition)} {Encoding.UTF8.GetString(offset)}");
        }

        Span<char> name = stackalloc char[topic.Length];
        name = name[..Encoding.UTF8.GetChars(topic, name)];
        if (!topics.TryGetValue(name, out var interned))
        {
            interned = name.ToString();
            topics[name] = interned;
        }

        return new ConsumedRecord(interned, partitionNumber, offsetNumber, key, line);
    }

    private static ReadOnlySpan<byte> Field(scoped ref ReadOnlySpan<byte> line)
    {
        var tab = line.IndexOf((byte)'\t');
        if (tab < 0)
        {
            throw new FormatException($"Not a record: {Encoding.UTF8.GetString(line)}");
        }

        var field = line[..tab];
        line = line[(tab + 1)..];
        return field;
    }
}

/// <summary>Called for every record, in the order in which one client printed them, on that client's reader.</summary>
public delegate void RecordSink(in ConsumedRecord record);
