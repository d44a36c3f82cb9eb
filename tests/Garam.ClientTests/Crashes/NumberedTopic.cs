using System.Buffers.Text;
using System.Text;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Crashes;

/// <summary>
/// Checks what a reader sees of a topic that a "sequence" client filled: partition p holds p, p + P, p + 2P, … without a gap, each once, in
/// order. Filled on the reader's thread.
/// </summary>
public sealed class NumberedTopic(int partitions)
{
    private readonly long[] _count = new long[partitions];

    public long Received => Enumerable.Range(0, partitions).Sum(partition => Volatile.Read(ref _count[partition]));

    public void Accept(in ConsumedRecord record)
    {
        var place = _count[record.Partition];
        var expected = (place * partitions) + record.Partition;
        var right = Utf8Parser.TryParse(record.Value, out long number, out _) && number == expected && record.Offset == place;
        if (!right)
        {
            Assert.Fail(
                $"{record.Topic}-{record.Partition} offset {record.Offset} holds {Encoding.UTF8.GetString(record.Value).Trim()} "
                    + $"where {expected} belongs at offset {place}.");
        }

        Volatile.Write(ref _count[record.Partition], place + 1);
    }
}
