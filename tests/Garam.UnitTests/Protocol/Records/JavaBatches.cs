using System.Text;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.UnitTests.Protocol.Records;

/// <summary>
/// Batches that kafka-clients 4.3.1 wrote (MemoryRecordsBuilder; producer id 4242, epoch 7, sequence 11, small ones transactional), and the
/// rule by which their records were made. The big ones span several blocks of their codec.
/// </summary>
internal static class JavaBatches
{
    public const int SmallCount = 3;
    public const int BigCount = 400;
    public const long BaseTimestampMs = 1_700_000_000_000;

    public static byte[] Small(CompressionType type) => Read(type, SmallCount);

    public static byte[] Big(CompressionType type) => Read(type, BigCount);

    public static long Timestamp(int index) => BaseTimestampMs + (index * 7919L % 1000);

    public static byte[]? Key(int index) => index % 5 == 1 ? null : Encoding.UTF8.GetBytes($"key-{index}");

    public static byte[]? Value(int index, int count) => index % 5 == 2
        ? null
        : Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"value {index} ", count == SmallCount ? 2 : 40)));

    public static RecordHeader[] Headers(int index) => index % 5 == 0
        ? [new RecordHeader("trace", Encoding.UTF8.GetBytes($"t{index}")), new RecordHeader("none", null)]
        : [];

    public static void AssertRecords(RecordReader reader, int count)
    {
        var index = 0;
        while (reader.MoveNext())
        {
            AssertRecord(reader.Current, index++, count);
        }

        reader.EnsureIntact();
        Assert.Equal(count, index);
    }

    private static void AssertRecord(in Garam.Protocol.Records.Record record, int index, int count)
    {
        Assert.Equal(index, record.Offset);
        Assert.Equal(Timestamp(index), record.Timestamp);
        Assert.Equal(Key(index), record.HasKey ? record.Key.ToArray() : null);
        Assert.Equal(Value(index, count), record.HasValue ? record.Value.ToArray() : null);

        var headers = record.Headers;
        foreach (var expected in Headers(index))
        {
            Assert.True(headers.MoveNext());
            Assert.Equal(expected.Key, Encoding.UTF8.GetString(headers.Key));
            Assert.Equal(expected.Value?.ToArray(), headers.HasValue ? headers.Value.ToArray() : null);
        }

        Assert.False(headers.MoveNext());
    }

    private static byte[] Read(CompressionType type, int count)
    {
        var name = $"java-{type.ToString().ToLowerInvariant()}-{count}.bin";
        using var stream = typeof(JavaBatches).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
