using System.Buffers.Text;
using System.Collections;
using System.Text;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Streaming;

/// <summary>
/// Checks what one reader of one topic sees: the log's lines, again and again, <c>rounds</c> times. With keys, the key is the record's
/// running number; without them, the record's bytes give its place. Wrong bytes, wrong order, a gap and a duplicate each fail at the record
/// where they show. Used by one reader, on the reader's thread.
/// </summary>
public sealed class TopicExpectation(SourceLog log, bool keyed, int partitions, int rounds)
{
    private readonly long[] _nextOffset = new long[partitions];
    private readonly long[] _nextNumber = new long[partitions];
    private readonly BitArray _seen = new(keyed ? log.Lines.Length * rounds : 0);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _left = CountLines(log, rounds);

    /// <summary>The client library, for the message of a failure.</summary>
    public string Reader { get; init; } = "a reader";

    public long Received { get; private set; }

    public long Total => (long)log.Lines.Length * rounds;

    public bool IsComplete => Received == Total;

    public void Accept(in ConsumedRecord record)
    {
        if (record.Offset != _nextOffset[record.Partition]++)
        {
            Fail(record, $"offset {_nextOffset[record.Partition] - 1} is next");
        }

        var number = keyed ? KeyedNumber(record) : UnkeyedNumber(record);
        _nextNumber[record.Partition] = number + 1;
        Received++;
    }

    private long KeyedNumber(in ConsumedRecord record)
    {
        if (!Utf8Parser.TryParse(record.Key, out long number, out var used) || used != record.Key.Length || number >= Total)
        {
            Fail(record, "its key is none that was sent");
        }

        if (number < _nextNumber[record.Partition])
        {
            Fail(record, $"number {number} comes after {_nextNumber[record.Partition] - 1}");
        }

        if (_seen[(int)number])
        {
            Fail(record, $"number {number} was there before");
        }

        _seen[(int)number] = true;
        if (!record.Value.SequenceEqual(Line(number)))
        {
            Fail(record, $"number {number} is \"{Encoding.UTF8.GetString(Line(number))}\"");
        }

        return number;
    }

    /// <summary>
    /// The first place, from where the partition stands, that holds these bytes. In a single partition it has to be the very next one.
    /// </summary>
    private long UnkeyedNumber(in ConsumedRecord record)
    {
        var number = _nextNumber[record.Partition];
        var limit = partitions == 1 ? Math.Min(number + 1, Total) : Total;
        while (number < limit && !record.Value.SequenceEqual(Line(number)))
        {
            number++;
        }

        if (record.Key.Length > 0 || number == limit)
        {
            Fail(record, "it is not what was sent next");
        }

        if (!_left.TryGetValue(record.Value, out var left) || left == 0)
        {
            Fail(record, "it came more often than it was sent");
        }

        _left[record.Value] = left - 1;
        return number;
    }

    private byte[] Line(long number) => log.Lines[number % log.Lines.Length];

    private void Fail(in ConsumedRecord record, string why) =>
        Assert.Fail(
            $"{Reader}: {record.Topic}-{record.Partition} offset {record.Offset} key \"{Encoding.UTF8.GetString(record.Key)}\" "
                + $"value \"{Encoding.UTF8.GetString(record.Value)}\": {why}.");

    private static Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> CountLines(SourceLog log, int rounds)
    {
        var counts = new Dictionary<byte[], int>(BytesComparer.Instance);
        foreach (var line in log.Lines)
        {
            counts[line] = counts.GetValueOrDefault(line) + rounds;
        }

        return counts.GetAlternateLookup<ReadOnlySpan<byte>>();
    }
}
