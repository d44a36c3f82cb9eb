using System.Buffers;
using System.Buffers.Binary;
using Garam.FaultTests.Support;
using Garam.Protocol;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.FaultTests.Batches;

/// <summary>Produce never decompresses; what does, a search by time, stops at a limit.</summary>
public sealed class DecompressionBombTests(SharedServer shared) : IClassFixture<SharedServer>
{
    /// <summary>Half of what the server may have in all, from a batch of at most a megabyte.</summary>
    private const int DecompressedBytes = 256 << 20;

    private const int Searches = 8;

    [Theory]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task A_search_inside_a_bomb_is_refused_and_others_go_on(CompressionType compression)
    {
        var topic = $"bomb-{compression}";
        await using var client = await WellBehavedClient.ConnectAsync(shared.Server.Kafka);
        await client.CreateTopicAsync(topic, 1, ("max.message.bytes", "8388608"));
        var stored = await client.ProduceAsync(topic, 0, BombOf(compression, DecompressedBytes));
        Assert.Equal(ErrorCode.None, stored.ErrorCode);

        var searches = await Task.WhenAll(Enumerable.Range(0, Searches).Select(_ => SearchAsync(topic)));

        Assert.All(searches, error => Assert.Equal(ErrorCode.MessageTooLarge, error));
        await Aftermath.AssertUnharmedAsync(shared.Server);
    }

    [Fact]
    public async Task Garbage_that_claims_to_be_compressed_is_refused_and_behind_a_sound_header_never_believed()
    {
        var log = ServerLog.From(shared.Server);
        var random = new Random(5);
        await using var client = await WellBehavedClient.ConnectAsync(shared.Server.Kafka);
        await client.CreateTopicAsync("garbage", partitions: 5);
        var garbage = new byte[5000];
        random.NextBytes(garbage);
        foreach (var compression in new[] { CompressionType.Gzip, CompressionType.Lz4, CompressionType.Zstd })
        {
            Assert.Equal(
                ErrorCode.InvalidRecord,
                (await client.ProduceAsync("garbage", (int)compression, CompressedBatch(compression, garbage))).ErrorCode);
            var nothing = await client.ListOffsetAsync("garbage", (int)compression, timestamp: 1);
            Assert.Equal((ErrorCode.None, -1L), (nothing.ErrorCode, nothing.Offset));
        }

        // Between a sound header and a sound length nothing is looked at when it is produced. A raw Snappy block begins with its length,
        // here 5,000.
        byte[] behindLength = [0x88, 0x27, .. garbage];
        byte[] behindHeader = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, .. Enumerable.Repeat((byte)0xff, 5000), 100, 0, 0, 0];
        foreach (var (compression, bytes) in new[] { (CompressionType.Snappy, behindLength), (CompressionType.Gzip, behindHeader) })
        {
            Assert.Equal(
                ErrorCode.None, (await client.ProduceAsync("garbage", (int)compression, CompressedBatch(compression, bytes))).ErrorCode);
            Assert.Equal(ErrorCode.CorruptMessage, (await client.ListOffsetAsync("garbage", (int)compression, timestamp: 1)).ErrorCode);
        }

        await Aftermath.AssertUnharmedAsync(shared.Server);
        log.ExpectNothing();
    }

    private static byte[] BombOf(CompressionType compression, int bytes)
    {
        var compressed = new ArrayBufferWriter<byte>();
        CompressionCodecs.Compress(compression, new byte[bytes], compressed);
        return CompressedBatch(compression, compressed.WrittenSpan.ToArray());
    }

    /// <summary>A header of one record, as sound as can be seen without decompressing.</summary>
    private static byte[] CompressedBatch(CompressionType compression, byte[] payload)
    {
        byte[] batch = [.. BatchBytes.Of("x").AsSpan(0, RecordBatchLayout.Records), .. payload];
        return BatchBytes.Resealed(batch, bytes =>
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(RecordBatchLayout.BatchLength), bytes.Length - RecordBatchLayout.LogOverhead);
            bytes[RecordBatchLayout.Attributes + 1] = (byte)compression;
        });
    }

    private async Task<ErrorCode> SearchAsync(string topic)
    {
        await using var client = await WellBehavedClient.ConnectAsync(shared.Server.Kafka);
        return (await client.ListOffsetAsync(topic, 0, timestamp: 1)).ErrorCode;
    }
}
