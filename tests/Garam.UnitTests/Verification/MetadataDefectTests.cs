using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Journal.Trimming;
using Garam.Metadata.Cluster;
using Garam.Metadata.Groups;
using Garam.Metadata.Logs;
using Garam.Metadata.Producers;
using Garam.Metadata.Topics;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.Verification;
using Garam.Verification.Findings;

namespace Garam.UnitTests.Verification;

/// <summary>Each way in which journal, snapshots, metadata and the names in a store can be wrong.</summary>
public sealed class MetadataDefectTests
{
    [Fact]
    public async Task A_place_that_is_no_store_cannot_be_verified()
    {
        var verifier = new StoreVerifier(new MemoryObjectStore(), new VerificationOptions(), TimeProvider.System);

        var fault = await Assert.ThrowsAsync<GaramException>(async () => await verifier.RunAsync(null, CancellationToken.None));

        Assert.Equal(ErrorKind.Invalid, fault.Kind);
    }

    [Fact]
    public async Task A_damaged_journal_entry_is_named_and_what_lies_before_it_is_still_compared()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        var key = ObjectStoreJournal.KeyOf(store.Tail - 1);
        await store.FlipAsync(key, 80);

        var (report, findings) = await store.VerifyAsync();

        var damaged = Assert.Single(findings, finding => finding.Kind == FindingKinds.EntryDamaged);
        Assert.Equal((key, store.Tail - 2), (damaged.Subject, report.Position));
        Assert.Equal((2, 2), (report.Segments.Live, report.Segments.Checked));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_missing_journal_entry_is_found(int fromTail)
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        for (var i = 0; i < 3; i++)
        {
            await store.AppendAsync(new ExpireOffsets());
        }

        var key = ObjectStoreJournal.KeyOf(store.Tail - fromTail);
        await store.DeleteAsync(key);

        var (_, findings) = await store.VerifyAsync();

        Assert.Contains(findings, finding => finding.Kind == FindingKinds.JournalGap && finding.Subject == key);
    }

    [Fact]
    public async Task A_journal_that_lost_its_end_is_found_by_the_segments_that_know_better()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.WriteSegmentAsync([(0, HandMadeStore.Batch(1))], store.Tail, 99);
        await store.DeleteAsync(ObjectStoreJournal.KeyOf(store.Tail));

        Assert.Contains("journal-end-missing", await store.FindAsync());
    }

    [Fact]
    public async Task Entries_that_were_in_flight_when_their_leader_died_are_a_note()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.StoreEntryAsync(new JournalEntryHeader(store.Tail + 2, 1, 9, 8, 1_000, store.Tail, 0));

        var (report, findings) = await store.VerifyAsync();

        Assert.Equal(FindingKinds.EntryInFlight, Assert.Single(findings).Kind);
        Assert.True(report.IsSound);
    }

    [Fact]
    public async Task Entries_of_a_deposed_leader_are_stepped_over()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.StoreEntryAsync(new JournalEntryHeader(store.Tail + 1, 1, 9, 8, 1_000, 0, 0));

        var (report, findings) = await store.VerifyAsync();

        Assert.Empty(findings);
        Assert.Equal(1, report.Journal.SteppedOver);
    }

    [Fact]
    public async Task An_entry_of_another_epoch_that_claims_nothing_is_found()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.StoreEntryAsync(new JournalEntryHeader(store.Tail + 1, 5, 9, (ulong)store.Tail + 99, 1_000, 0, 0), new ExpireOffsets());

        Assert.Equal(["journal-entry-out-of-order"], await store.FindAsync());
    }

    [Fact]
    public async Task A_leader_whose_results_were_others_is_found()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.AppendAsync(new AllocateProducerId { Count = 1 });
        await store.StoreEntryAsync(
            new JournalEntryHeader(store.Tail + 1, 1, 9, (ulong)store.Tail + 99, 1_000, store.Tail, 0xBAD), new ExpireOffsets());

        Assert.Equal(["journal-entry-diverged"], await store.FindAsync());
    }

    [Fact]
    public async Task A_skip_record_stands_for_an_entry_that_cannot_be_read()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.AppendAsync(new ExpireOffsets());
        await store.FlipAsync(ObjectStoreJournal.KeyOf(store.Tail), 10);
        await new SkipRecordStore(store.Objects).WriteAsync(new SkipRecord(store.Tail, (ulong)store.Tail + 99), CancellationToken.None);

        var (report, findings) = await store.VerifyAsync();

        Assert.Empty(findings);
        Assert.Equal((1, store.Tail), (report.Journal.Skips, report.Position));
    }

    [Fact]
    public async Task A_trimmed_journal_is_sound_and_what_is_left_below_the_floor_is_named()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        var floor = 3L;
        await new DurableFloor(store.Objects).RaiseAsync(floor, CancellationToken.None);

        var (report, findings) = await store.VerifyAsync();

        Assert.Equal((FindingKinds.EntryLeftOver, ObjectStoreJournal.KeyOf(2)), (Assert.Single(findings).Kind, findings[0].Subject));
        Assert.Equal((1, floor), (report.Journal.ClaimsKept, report.Journal.Floor));
    }

    [Fact]
    public async Task A_stepped_over_entry_below_the_floor_is_kept_for_a_reason()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.StepOverAsync();
        await store.AppendAsync(new ExpireOffsets());
        await store.SnapshotAsync();
        await new DurableFloor(store.Objects).RaiseAsync(store.Tail, CancellationToken.None);
        for (var sequence = 2L; sequence < store.Tail - 1; sequence++)
        {
            await store.DeleteAsync(ObjectStoreJournal.KeyOf(sequence));
        }

        var (report, findings) = await store.VerifyAsync();

        Assert.Empty(findings);
        Assert.Equal((1, 1), (report.Journal.ClaimsKept, report.Journal.SteppedOverKept));
    }

    [Fact]
    public async Task A_journal_that_ends_before_its_newest_snapshot_has_lost_its_end()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.SnapshotAsync();
        await store.DeleteAsync(ObjectStoreJournal.KeyOf(store.Tail));

        Assert.Contains("journal-end-missing", await store.FindAsync());
    }

    [Fact]
    public async Task A_journal_that_lost_the_very_entry_of_its_only_snapshot_has_lost_its_end()
    {
        var store = await HandMadeStore.CreateAsync();
        await store.SnapshotAsync();
        await store.DeleteAsync(ObjectStoreJournal.KeyOf(store.Tail));

        Assert.Equal(["journal-end-missing"], await store.FindAsync());
    }

    [Fact]
    public async Task A_damaged_entry_past_an_absent_one_may_hide_a_loss()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.StoreEntryAsync(new JournalEntryHeader(store.Tail + 2, 1, 9, 8, 1_000, store.Tail, 0));
        await store.FlipAsync(ObjectStoreJournal.KeyOf(store.Tail + 2), 30);

        Assert.Equal(["journal-entry-missing"], await store.FindAsync());
    }

    [Fact]
    public async Task A_floor_that_no_snapshot_reaches_means_that_nothing_can_be_restored()
    {
        var store = await HandMadeStore.CreateAsync();
        await new DurableFloor(store.Objects).RaiseAsync(2, CancellationToken.None);

        var (report, findings) = await store.VerifyAsync();

        Assert.Contains(findings, finding => finding.Kind == FindingKinds.JournalUnreachable);
        Assert.False(report.HasMetadata);
    }

    [Theory]
    [InlineData(0, "manifest", "snapshot-manifest-damaged")]
    [InlineData(1, "manifest", "snapshot-manifest-damaged")]
    [InlineData(0, "chunk-000000", "snapshot-chunk-damaged")]
    [InlineData(1, "chunk-000000", "snapshot-chunk-damaged")]
    public async Task A_damaged_snapshot_is_found_and_the_other_one_used(int snapshot, string part, string code)
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        var key = (await store.KeysAsync(SnapshotKeys.Prefix))
            .Where(key => key.EndsWith(part, StringComparison.Ordinal)).ElementAt(snapshot);
        await store.FlipAsync(key, 40);

        var (report, findings) = await store.VerifyAsync();

        Assert.Contains(findings, finding => finding.Kind.Code == code && finding.Subject == key);
        Assert.Equal((false, store.Tail, 4), (report.IsSound, report.Position, report.Segments.Checked));
    }

    [Fact]
    public async Task A_missing_chunk_is_found()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.DeleteAsync((await store.KeysAsync(SnapshotKeys.Prefix)).First(key => key.Contains("chunk", StringComparison.Ordinal)));

        Assert.Equal(["snapshot-chunk-damaged"], await store.FindAsync());
    }

    [Fact]
    public async Task A_snapshot_of_another_state_than_the_journal_gives_is_found()
    {
        var (store, other) = (await HandMadeStore.CreateWithRecordsAsync(), await HandMadeStore.CreateAsync());
        await other.AppendAsync(new DeleteTopic { TopicId = HandMadeStore.Topic });
        while (other.Tail < store.Tail)
        {
            await other.AppendAsync(new ExpireOffsets());
        }

        await other.SnapshotAsync();
        foreach (var key in await other.KeysAsync(SnapshotKeys.Prefix))
        {
            byte[] copy = [];
            await other.ChangeAsync(key, bytes => copy = bytes);
            Assert.Equal(PutOutcome.Created, await store.Objects.CreateAsync(key, copy, CancellationToken.None));
        }

        Assert.Contains("snapshot-diverged", await store.FindAsync());
    }

    [Fact]
    public async Task Foreign_objects_are_named_wherever_they_lie()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        string[] foreign = ["aaa", "journal-old/1", "segments/notes.txt", "zzz/b"];
        foreach (var key in foreign)
        {
            await store.Objects.CreateAsync(key, new byte[5], CancellationToken.None);
        }

        var (report, findings) = await store.VerifyAsync();

        Assert.Equal(foreign, findings.Select(finding => finding.Subject).Order(StringComparer.Ordinal));
        Assert.Equal((true, 4, 20), (report.IsSound, report.Unreferenced.Foreign.Count, report.Unreferenced.Foreign.Bytes));
    }

    [Theory]
    [InlineData("journal/readme", "journal-foreign")]
    [InlineData("snapshots/readme", "snapshot-foreign")]
    public async Task A_foreign_name_that_stops_the_next_start_is_worse(string key, string code)
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.Objects.CreateAsync(key, new byte[5], CancellationToken.None);

        Assert.Equal([code], await store.FindAsync());
        Assert.False((await store.VerifyAsync()).Report.IsSound);
    }

    [Fact]
    public async Task Segments_that_nobody_refers_to_are_told_apart()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.WriteSegmentAsync([(0, HandMadeStore.Batch(1))], birth: 1, number: 50);
        await store.WriteSegmentAsync([(0, HandMadeStore.Batch(1))], birth: store.Tail, number: 51);
        await store.AppendAsync(new RaiseBirthWatermark { Watermark = 2 });
        await store.AppendAsync(new DeleteRecords { Partitions = [EndOf(0, 2), EndOf(1, 3)] });

        var (report, findings) = await store.VerifyAsync();

        Assert.Equal(
            ["segment-orphan", "segment-uncommitted"], findings.Select(finding => finding.Kind.Code).Order(StringComparer.Ordinal));
        Assert.Equal((1, 1, 1), (report.Unreferenced.Orphans.Count, report.Unreferenced.Uncommitted.Count, report.Unreferenced.Dead.Count));
        Assert.Equal((true, 3), (report.IsSound, report.Segments.Live));
    }

    [Fact]
    public async Task A_group_that_is_ahead_of_the_log_is_a_warning()
    {
        var store = await HandMadeStore.CreateWithRecordsAsync();
        await store.AppendAsync(new CommitOffsets
        {
            GroupId = "g",
            Offsets = [new OffsetToCommit { TopicId = HandMadeStore.Topic, Partition = 0, Offset = 1_000 }],
        });

        var (report, findings) = await store.VerifyAsync();

        Assert.Equal((FindingKinds.OffsetBeyondEnd, "g"), (Assert.Single(findings).Kind, findings[0].Subject));
        Assert.True(report.IsSound);
    }

    [Fact]
    public void Every_kind_of_finding_is_listed_once_and_tells_what_to_do()
    {
        var declared = typeof(FindingKinds).GetFields().Select(field => field.GetValue(null)).OfType<FindingKind>().ToList();

        Assert.Equal(
            declared.Select(kind => kind.Code).Order(StringComparer.Ordinal),
            FindingKinds.All.Select(kind => kind.Code).Order(StringComparer.Ordinal));
        Assert.Equal(declared.Count, declared.DistinctBy(kind => kind.Code).Count());
        Assert.All(declared, kind => Assert.True(kind.Means.EndsWith('.') && kind.Remedy.EndsWith('.')));
    }

    private static PartitionOffset EndOf(int partition, long offset) =>
        new() { TopicId = HandMadeStore.Topic, Partition = partition, Offset = offset };
}
