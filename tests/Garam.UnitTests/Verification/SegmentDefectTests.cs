using Garam.Metadata;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;
using Garam.Verification.Findings;

namespace Garam.UnitTests.Verification;

/// <summary>Each way in which a segment can be wrong has a name of its own, and nothing else is found.</summary>
public sealed class SegmentDefectTests
{
    private const int HeaderBytes = 16;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_without_defects_is_sound_and_everything_was_looked_at(bool deep)
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();

        var (report, findings) = await store.VerifyAsync(deep);

        Assert.Empty(findings);
        Assert.True(report.IsSound);
        Assert.Equal((store.Tail, 2, 1), (report.Position, report.Snapshots.Count, report.Snapshots.Compared));
        var found = report.Metadata;
        Assert.Equal((1, 2, 20, 8, 1), (found.Topics, found.Partitions, found.Records, found.Extents, found.Producers));
        Assert.Equal((4, 4, 4), (report.Segments.Live, report.Segments.Checked, report.Segments.RememberedBatches));
        Assert.Equal(deep ? (8, 20) : (4, 0), (report.Segments.Batches, report.Segments.Records));
    }

    [Fact]
    public async Task Records_in_every_codec_are_decoded()
    {
        var store = await HandMadeStore.CreateAsync();
        CompressionType[] codecs =
            [CompressionType.None, CompressionType.Gzip, CompressionType.Snappy, CompressionType.Lz4, CompressionType.Zstd];
        await store.CommitAsync([.. codecs.Select(codec => (0, HandMadeStore.Batch(10, codec: codec)))]);

        var (report, findings) = await store.VerifyAsync();

        Assert.Empty(findings);
        Assert.Equal(50, report.Segments.Records);
    }

    [Theory]
    [InlineData(0, "segment-header-damaged")]
    [InlineData(-40, "segment-footer-damaged")]
    [InlineData(-1, "segment-footer-damaged")]
    [InlineData(HeaderBytes + 70, "batch-damaged segment-run-damaged")]
    [InlineData(HeaderBytes + 3, "batch-damaged segment-run-damaged")]
    [InlineData(HeaderBytes + 8, "batch-damaged segment-run-damaged")]
    [InlineData(2000, "segment-padding-not-zero")]
    public async Task A_flipped_bit_is_found_where_it_is(int position, string codes)
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.FlipAsync((await store.KeysAsync("segments/"))[1], position);

        Assert.Equal(codes.Split(' '), await store.FindAsync());
    }

    [Fact]
    public async Task Without_deep_the_batches_that_are_remembered_are_read_and_the_others_are_not()
    {
        var store = await HandMadeStore.CreateAsync();
        var plain = await store.CommitAsync([(0, HandMadeStore.Batch(2))]);
        var idempotent = await store.CommitAsync([(1, HandMadeStore.Batch(2, producerId: 5, baseSequence: 0))]);
        await store.FlipAsync(plain.Key, HeaderBytes + 70);
        Assert.Empty(await store.FindAsync(deep: false));

        await store.FlipAsync(idempotent.Key, HeaderBytes + 70);

        Assert.Equal(["batch-damaged", "segment-run-damaged"], await store.FindAsync(deep: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_missing_segment_is_found(bool deep)
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        var key = (await store.KeysAsync("segments/"))[2];
        await store.DeleteAsync(key);

        var (report, findings) = await store.VerifyAsync(deep);

        Assert.Equal((FindingKinds.SegmentMissing, key), (Assert.Single(findings).Kind, findings[0].Subject));
        Assert.False(report.IsSound);
    }

    [Fact]
    public async Task Segments_in_folders_and_in_none_are_matched_with_their_list()
    {
        const int Segments = 40;
        var store = await HandMadeStore.CreateAsync();
        var ids = new List<SegmentId>();
        for (var number = 0; number < Segments; number++)
        {
            store.NumbersFrom = number < Segments / 2 ? 0 : SegmentId.SpreadNumberMin;
            ids.Add(await store.CommitAsync([(0, HandMadeStore.Batch(2))]));
        }

        var (sound, nothing) = await store.VerifyAsync();
        Assert.Empty(nothing);
        Assert.Equal((Segments, 0), (sound.Segments.Checked, sound.Unreferenced.CommittedSince.Count));

        await store.DeleteAsync(ids[^3].Key);
        await store.ChangeAsync(ids[^9].Key, bytes => bytes[..1000]);
        await store.WriteSegmentAsync([(0, HandMadeStore.Batch(1))], store.Tail, SegmentId.SpreadNumberMin + Segments + 1);
        var (_, findings) = await store.VerifyAsync();
        Assert.Equal(
            new[] { ids[^3].Key, ids[^9].Key, new SegmentId(store.Tail, 1, SegmentId.SpreadNumberMin + Segments + 1).Key }
                .Order(StringComparer.Ordinal),
            findings.Select(finding => finding.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_truncated_segment_is_found()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.ChangeAsync((await store.KeysAsync("segments/"))[0], bytes => bytes[..1000]);

        Assert.Equal(["segment-size-wrong"], await store.FindAsync(deep: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_exchanged_segments_are_found(bool deep)
    {
        var store = await HandMadeStore.CreateAsync();
        var one = await store.CommitAsync([(0, HandMadeStore.Batch(2))]);
        var other = await store.CommitAsync([(1, HandMadeStore.Batch(2))]);
        byte[] ofOne = [];
        await store.ChangeAsync(one.Key, bytes => ofOne = bytes);
        byte[] ofOther = [];
        await store.ChangeAsync(other.Key, bytes =>
        {
            ofOther = bytes;
            return ofOne;
        });
        await store.ChangeAsync(one.Key, _ => ofOther);

        Assert.Equal(["segment-of-other-records"], await store.FindAsync(deep));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remembered_batches_that_are_not_in_the_data_are_found(bool deep)
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync([(0, HandMadeStore.Batch(2, producerId: 5, baseSequence: 0))], batch => batch with { BaseSequence = 4 });

        Assert.Equal(["dedup-state-not-in-data"], await store.FindAsync(deep));
    }

    [Fact]
    public async Task Batches_that_do_not_fill_their_offsets_are_found()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync([(0, HandMadeStore.Batch(2))], static batch => batch with { RecordCount = 3 });

        Assert.Equal(["batch-not-as-committed"], await store.FindAsync());
    }

    [Fact]
    public async Task A_latest_time_that_was_committed_wrongly_is_found()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync([(0, HandMadeStore.Batch(2))], static batch => batch with { MaxTimestampMs = 5 });

        Assert.Equal(["batch-not-as-committed"], await store.FindAsync());
    }

    /// <summary>The clock of the agent was behind that of the client, so that the metadata take no time from the header.</summary>
    [Fact]
    public async Task A_log_append_time_before_the_clients_time_is_sound()
    {
        var store = await HandMadeStore.CreateAsync();
        var batch = HandMadeStore.Batch(2);
        RecordBatchPatch.RewriteTimestamps(batch, TimestampType.LogAppendTime, new RecordBatchHeader(batch).BaseTimestamp - 1);
        await store.CommitAsync([(0, batch)], version: 1);

        Assert.Empty(await store.FindAsync());
    }

    [Fact]
    public async Task Batches_of_a_producer_that_do_not_follow_each_other_are_found()
    {
        var store = await HandMadeStore.CreateAsync();
        var claimed = new Queue<int>([0, 2]);
        await store.CommitAsync(
            [(0, HandMadeStore.Batch(2, producerId: 5, baseSequence: 0)), (0, HandMadeStore.Batch(2, producerId: 5, baseSequence: 7))],
            batch => batch with { BaseSequence = claimed.Dequeue() });

        Assert.Equal(["batch-not-as-committed", "dedup-state-not-in-data"], await store.FindAsync());
    }

    [Fact]
    public async Task What_a_producer_sent_broken_is_a_warning_and_the_store_is_sound()
    {
        var store = await HandMadeStore.CreateAsync();
        var batch = HandMadeStore.Batch(5, codec: CompressionType.Gzip);
        batch[RecordBatchLayout.Records] ^= 1;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
            batch.AsSpan(RecordBatchLayout.Crc), RecordBatchHeader.ComputeCrc(batch));
        await store.CommitAsync([(0, batch)]);

        var (report, findings) = await store.VerifyAsync();

        Assert.Equal(FindingKinds.RecordsUnreadable, Assert.Single(findings).Kind);
        Assert.True(report.IsSound);
    }

    [Fact]
    public async Task Refused_batches_lie_between_the_extents_and_disturb_nobody()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync([(0, HandMadeStore.Batch(2, producerId: 5, baseSequence: 0))]);
        await store.CommitAsync(
            [(0, HandMadeStore.Batch(1)), (0, HandMadeStore.Batch(2, producerId: 5, baseSequence: 0)), (0, HandMadeStore.Batch(1))]);

        var (report, findings) = await store.VerifyAsync();

        Assert.Empty(findings);
        Assert.Equal((4, 4), (report.Metadata.Records, report.Segments.Batches));
    }
}
