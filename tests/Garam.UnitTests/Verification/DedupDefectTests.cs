using Garam.Journal.Backends;
using Garam.Journal.Trimming;
using Garam.Metadata.Producers;
using Garam.Metadata.Segments;
using Garam.Verification.Findings;

namespace Garam.UnitTests.Verification;

/// <summary>The state of idempotent producers agrees with the records that they stored, in both directions.</summary>
public sealed class DedupDefectTests
{
    private const long Producer = 5;

    [Fact]
    public async Task Many_batches_of_a_producer_that_are_remembered_as_they_are_stored_are_sound()
    {
        var store = await HandMadeStore.CreateAsync();
        for (var sequence = 0; sequence < 16; sequence += 2)
        {
            await store.CommitAsync([(0, Batch(sequence)), (1, Batch(sequence))]);
        }

        var (report, findings) = await store.VerifyAsync();

        Assert.Empty(findings);
        Assert.Equal((16, 10), (report.Segments.Batches, report.Segments.RememberedBatches));
    }

    [Fact]
    public async Task Sequence_numbers_that_begin_again_at_zero_are_sound()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync([(0, Batch(int.MaxValue - 2))]);
        await store.CommitAsync([(0, Batch(int.MaxValue))]);
        await store.CommitAsync([(0, Batch(1))]);

        Assert.Empty(await store.FindAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_newest_batch_that_is_not_remembered_is_found(bool onlySnapshotIsLeft)
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync([(0, Batch(0))]);
        var forgotten = await store.CommitAsync([(0, Batch(2))], Anonymous);
        if (onlySnapshotIsLeft)
        {
            await store.SnapshotAsync();
            await new DurableFloor(store.Objects).RaiseAsync(store.Tail, CancellationToken.None);
            for (var sequence = 2; sequence < store.Tail; sequence++)
            {
                await store.DeleteAsync(ObjectStoreJournal.KeyOf(sequence));
            }
        }

        var (report, findings) = await store.VerifyAsync();

        Assert.Equal((FindingKinds.DataNotInDedup, forgotten.Key), (Assert.Single(findings).Kind, findings[0].Subject));
        Assert.StartsWith(
            "Sequence numbers 2 to 3 of producer 5 in epoch 0, at offset 2, byte ", findings[0].Detail, StringComparison.Ordinal);
        Assert.EndsWith("remembered last are 0 to 1 in epoch 0, at offset 0.", findings[0].Detail, StringComparison.Ordinal);
        Assert.False(report.IsSound);
    }

    [Fact]
    public async Task A_newer_epoch_that_is_not_remembered_is_found()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync([(0, Batch(0))]);
        await store.CommitAsync([(0, HandMadeStore.Batch(2, Producer, baseSequence: 0, epoch: 1))], Anonymous);

        Assert.Equal(["data-not-in-dedup-state"], await store.FindAsync());
    }

    [Fact]
    public async Task A_batch_that_is_remembered_with_another_epoch_is_found()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync(
            [(0, HandMadeStore.Batch(2, Producer, baseSequence: 0, epoch: 1))], batch => batch with { ProducerEpoch = 3 });

        Assert.Equal(["dedup-state-not-in-data"], await store.FindAsync());
    }

    [Fact]
    public async Task A_forgotten_producer_may_begin_anywhere()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.CommitAsync([(0, Batch(0))]);
        await ForgetAsync(store);
        Assert.Empty(await store.FindAsync());
        await store.CommitAsync([(0, Batch(100))]);

        Assert.Empty(await store.FindAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Sequence_numbers_that_were_accepted_twice_are_a_warning(int again)
    {
        var store = await HandMadeStore.CreateAsync();
        var first = await store.CommitAsync([(0, Batch(0))]);
        await ForgetAsync(store);
        await store.CommitAsync([(0, Batch(again))]);

        var (report, findings) = await store.VerifyAsync();

        Assert.Equal((FindingKinds.BatchStoredTwice, first.Key), (Assert.Single(findings).Kind, findings[0].Subject));
        Assert.EndsWith($"came again as {again} to {again + 1}, at offset 2.", findings[0].Detail, StringComparison.Ordinal);
        Assert.True(report.IsSound);
    }

    /// <summary>Two records.</summary>
    private static byte[] Batch(int baseSequence) => HandMadeStore.Batch(2, Producer, baseSequence);

    private static SegmentBatch Anonymous(SegmentBatch batch) => batch with { ProducerId = -1, ProducerEpoch = -1, BaseSequence = -1 };

    private static Task ForgetAsync(HandMadeStore store) => store.AppendAsync(new ExpireProducers
    {
        SilentSinceMs = long.MaxValue,
        Producers = [new PartitionProducer { TopicId = HandMadeStore.Topic, Partition = 0, ProducerId = Producer }],
    });
}
