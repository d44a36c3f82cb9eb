using Garam.FaultTests.Support;
using Garam.Protocol;
using Garam.Protocol.Records;

namespace Garam.FaultTests.Batches;

/// <summary>A batch that is not what it says is refused with Kafka's code, leaves nothing in the log, and its connection goes on.</summary>
public sealed class BadBatchTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const int FirstRecord = RecordBatchLayout.Records;

    /// <summary>Damage to a sound batch of two records, and the error that the producer gets for it.</summary>
    public static TheoryData<string, ErrorCode> Faults => new()
    {
        { "wrong CRC", ErrorCode.CorruptMessage },
        { "damaged on its way", ErrorCode.CorruptMessage },
        { "count above the records", ErrorCode.InvalidRecord },
        { "count below the records", ErrorCode.InvalidRecord },
        { "count that is not the offset range", ErrorCode.InvalidRecord },
        { "negative count", ErrorCode.InvalidRecord },
        { "two billion records", ErrorCode.InvalidRecord },
        { "negative offset range", ErrorCode.InvalidRecord },
        { "negative batch length", ErrorCode.CorruptMessage },
        { "batch length above the bytes", ErrorCode.InvalidRecord },
        { "batch length of two GiB", ErrorCode.InvalidRecord },
        { "negative record length", ErrorCode.InvalidRecord },
        { "record longer than the batch", ErrorCode.InvalidRecord },
        { "truncated header", ErrorCode.InvalidRecord },
        { "empty", ErrorCode.InvalidRecord },
        { "format 1", ErrorCode.InvalidRecord },
        { "format 3", ErrorCode.CorruptMessage },
        { "unknown compression", ErrorCode.UnsupportedCompressionType },
        { "control batch", ErrorCode.InvalidRecord },
        { "two batches", ErrorCode.InvalidRecord },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_bad_batch_is_refused_and_the_connection_goes_on(string fault, ErrorCode expected)
    {
        var topic = "bad-" + fault.Replace(' ', '-');
        var log = ServerLog.From(shared.Server);
        await using var client = await WellBehavedClient.ConnectAsync(shared.Server.Kafka);
        await client.CreateTopicAsync(topic);
        await client.AppendAsync(topic, "before");

        var refused = await client.ProduceAsync(topic, 0, Spoil(fault, BatchBytes.Of("one", "two")));

        Assert.Equal(expected, refused.ErrorCode);
        Assert.Equal(1, await client.AppendAsync(topic, "after"));
        Assert.Equal(["before", "after"], await client.ReadAllAsync(topic));
        Aftermath.AssertMemoryBounded(shared.Server);
        log.ExpectNothing();
    }

    [Fact]
    public async Task A_bad_batch_does_not_take_its_neighbours_with_it()
    {
        await using var client = await WellBehavedClient.ConnectAsync(shared.Server.Kafka);
        await client.CreateTopicAsync("neighbours", partitions: 3);

        var answers = await Task.WhenAll(
            client.ProduceAsync("neighbours", 0, BatchBytes.Of("left")),
            client.ProduceAsync("neighbours", 1, BatchBytes.WithWrongCrc(BatchBytes.Of("bad"))),
            client.ProduceAsync("neighbours", 2, BatchBytes.Of("right")));

        Assert.Equal([ErrorCode.None, ErrorCode.CorruptMessage, ErrorCode.None], answers.Select(answer => answer.ErrorCode));
        Assert.Equal(0, (await client.ListOffsetAsync("neighbours", 1, WellBehavedClient.Latest)).Offset);
    }

    [Fact]
    public async Task Unknown_topics_and_partitions_are_answered_and_nothing_is_made()
    {
        var log = ServerLog.From(shared.Server);
        await using var client = await WellBehavedClient.ConnectAsync(shared.Server.Kafka);
        await client.CreateTopicAsync("known");

        foreach (var (topic, partition) in new[] { ("unknown", 0), ("known", 1), ("known", -1), ("known", int.MaxValue) })
        {
            Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await client.ProduceAsync(topic, partition, BatchBytes.Of("x"))).ErrorCode);
            Assert.Equal(ErrorCode.UnknownTopicOrPartition, (await client.FetchAsync(topic, partition, 0)).ErrorCode);
            Assert.Equal(
                ErrorCode.UnknownTopicOrPartition, (await client.ListOffsetAsync(topic, partition, WellBehavedClient.Latest)).ErrorCode);
        }

        Assert.Equal(ErrorCode.OffsetOutOfRange, (await client.FetchAsync("known", 0, 1)).ErrorCode);
        Assert.Equal(ErrorCode.OffsetOutOfRange, (await client.FetchAsync("known", 0, -1)).ErrorCode);
        await Aftermath.AssertUnharmedAsync(shared.Server);
        log.ExpectNothing();
    }

    private static byte[] Spoil(string fault, byte[] batch) => fault switch
    {
        "wrong CRC" => BatchBytes.WithWrongCrc(batch),
        "damaged on its way" => BatchBytes.WithDamagedRecord(batch),
        "count above the records" => WithCount(batch, 3),
        "count below the records" => WithCount(batch, 1),
        "count that is not the offset range" => BatchBytes.WithField(batch, RecordBatchLayout.RecordCount, 3),
        "negative count" => BatchBytes.WithField(batch, RecordBatchLayout.RecordCount, -2),
        "two billion records" => WithCount(batch, int.MaxValue),
        "negative offset range" => BatchBytes.WithField(batch, RecordBatchLayout.LastOffsetDelta, -1),
        "negative batch length" => BatchBytes.WithField(batch, RecordBatchLayout.BatchLength, -1),
        "batch length above the bytes" => BatchBytes.WithField(batch, RecordBatchLayout.BatchLength, batch.Length),
        "batch length of two GiB" => BatchBytes.WithField(batch, RecordBatchLayout.BatchLength, int.MaxValue),
        "negative record length" => BatchBytes.Resealed(batch, bytes => bytes[FirstRecord] = 1),
        "record longer than the batch" => BatchBytes.Resealed(batch, bytes => bytes[FirstRecord] = 0x7e),
        "truncated header" => batch[..15],
        "empty" => [],
        "format 1" => BatchBytes.Resealed(batch, bytes => bytes[RecordBatchLayout.Magic] = 1),
        "format 3" => BatchBytes.Resealed(batch, bytes => bytes[RecordBatchLayout.Magic] = 3),
        "unknown compression" => BatchBytes.Resealed(batch, bytes => bytes[RecordBatchLayout.Attributes + 1] = 7),
        "control batch" => BatchBytes.Resealed(batch, bytes => bytes[RecordBatchLayout.Attributes + 1] = 0x20),
        "two batches" => [.. batch, .. batch],
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault."),
    };

    private static byte[] WithCount(byte[] batch, int count) =>
        BatchBytes.WithField(
            BatchBytes.WithField(batch, RecordBatchLayout.LastOffsetDelta, count - 1), RecordBatchLayout.RecordCount, count);
}
