using Garam.Controller.Leadership;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Replication;
using Garam.Journal.Skips;
using Garam.Journal.Snapshots;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Storage;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;

namespace Garam.UnitTests.Journal.Replication;

public sealed class ReplicaTests : IAsyncDisposable
{
    private static readonly LeaderOptions s_exclusive = new() { StoreIsExclusive = true };

    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void A_corrupt_entry_stops_the_restart_and_is_named() => _world.Run(async () =>
    {
        await LiveAsync("a", "b", "c");
        await DamageAsync(ObjectStoreJournal.KeyOf(3), position: 40);
        var fault = await Assert.ThrowsAsync<GaramException>(RestoreAsync);
        Assert.Equal(ErrorKind.Corrupt, fault.Kind);
        Assert.Contains(ObjectStoreJournal.KeyOf(3), fault.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_skip_record_lets_a_restart_step_over_an_entry_that_cannot_be_read() => _world.Run(async () =>
    {
        await LiveAsync("a", "b", "c");
        var next = JournalEntryCodec.Decode(await EntryAsync(4), 4, "4");
        await DamageAsync(ObjectStoreJournal.KeyOf(3), position: 40);
        await new SkipRecordStore(_store).WriteAsync(new SkipRecord(3, next.Header.PredecessorNonce), default);

        var replica = await RestoreAsync();
        Assert.Equal([true, false, true], Has(replica, "a", "b", "c"));
    });

    [Fact]
    public void A_replica_that_disagrees_with_the_leaders_results_stops_loudly() => _world.Run(async () =>
    {
        await LiveAsync("a", "b", "c");
        var lying = JournalEntryCodec.Decode(await EntryAsync(4), 4, "4");
        Assert.Equal(3, lying.Header.DigestSequence);
        await ReplaceAsync(4, lying.Header with { Digest = lying.Header.Digest ^ 1 }, lying);

        var fault = await Assert.ThrowsAsync<GaramException>(RestoreAsync);
        Assert.Equal(ErrorKind.Corrupt, fault.Kind);
        Assert.Contains("diverged", fault.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_reworded_message_is_no_divergence()
    {
        Command[] commands = [new SetClusterIdentity()];
        CommandResult[] today = [StatusResult.Refused(ErrorCode.InvalidRequest, "A cluster id is not empty.")];
        CommandResult[] tomorrow = [StatusResult.Refused(ErrorCode.InvalidRequest, "The cluster id is empty.")];
        CommandResult[] other = [StatusResult.Refused(ErrorCode.InconsistentClusterId, "A cluster id is not empty.")];

        Assert.Equal(EntryDigest.Of(3, FeatureLevels.One, commands, today), EntryDigest.Of(3, FeatureLevels.One, commands, tomorrow));
        Assert.NotEqual(EntryDigest.Of(3, FeatureLevels.One, commands, today), EntryDigest.Of(3, FeatureLevels.One, commands, other));
        Assert.Equal(EntryDigest.None, EntryDigest.Of(3, 0, commands, today));
        Assert.NotEqual(EntryDigest.None, EntryDigest.Of(3, 0, commands, [StatusResult.Done]));
    }

    [Fact]
    public void A_journal_of_level_zero_opens_although_its_digests_counted_other_texts() => _world.Run(async () =>
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        await process.LeadAsync();
        await process.CreateTopicAsync("a");
        Assert.Equal(ErrorCode.TopicAlreadyExists, (await process.CreateTopicAsync("a")).Result.Error);
        await process.CreateTopicAsync("b");
        await process.StopAsync();
        var refused = process.Replica.Position.Chain.Sequence - 2;

        // As a program wrote it that let the text of the refusal count.
        var next = JournalEntryCodec.Decode(await EntryAsync(refused + 1), refused + 1, "next");
        await ReplaceAsync(refused + 1, next.Header with { DigestSequence = refused, Digest = 4711 }, next);
        var replica = await RestoreAsync();
        Assert.Equal([true, true], Has(replica, "a", "b"));
    });

    [Fact]
    public void A_store_of_a_higher_feature_level_is_refused_by_name() => _world.Run(async () =>
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        await process.LeadAsync();
        await Assert.ThrowsAsync<GaramException>(
            () => process.Leader.SubmitAsync(new SetFeatureLevel { Level = 77 }, TestContext.Current.CancellationToken).AsTask());

        var fault = await Assert.ThrowsAsync<GaramException>(RestoreAsync);
        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains("feature level 77", fault.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_stopped_replica_answers_nothing_and_fails_its_waiters() => _world.Run(async () =>
    {
        await LiveAsync("a");
        var replica = await RestoreAsync();
        var waiting = WaitAsync(replica, replica.AppliedSequence + 1);
        var garbage = new StoredEntry(replica.AppliedSequence + 1, new byte[100]);
        Assert.Throws<GaramException>(() => replica.Apply(garbage));
        await Assert.ThrowsAsync<GaramException>(() => waiting);
        Assert.Throws<InvariantException>(() => replica.Read(0, static (_, _) => 0));
        Assert.Throws<InvariantException>(() => replica.Apply(garbage));
    });

    [Fact]
    public void Waiters_are_woken_by_the_entry_and_observers_told_in_order() => _world.Run(async () =>
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        var observer = new Recorder();
        process.Replica.Observe(observer);
        var waiting = WaitAsync(process.Replica, 3);
        await process.LeadAsync();
        await process.CreateTopicAsync("a");
        Assert.False(waiting.IsCompleted);
        await process.Leader.SubmitAsync(new DeleteTopic { TopicId = ControllerProcess.NewTopic("a").TopicId }, CancellationToken.None);
        await waiting;
        await process.CreateTopicAsync("b");
        Assert.Equal([1, 2, 3, 4], observer.Applied);
        Assert.Equal([0, 0, 1, 0], observer.DeletedTopics);
    });

    [Fact]
    public void A_waiter_that_gives_up_is_let_go() => _world.Run(async () =>
    {
        var replica = await RestoreAsync();
        using var cancellation = new CancellationTokenSource();
        var waiting = WaitAsync(replica, 3, cancellation.Token);
        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    });

    [Fact]
    public void A_corrupt_newest_snapshot_falls_back_to_the_one_before() => _world.Run(async () =>
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        await process.LeadAsync();
        await process.CreateTopicAsync("a");
        await process.Snapshots.SnapshotAsync(default);
        await process.CreateTopicAsync("b");
        await process.Snapshots.SnapshotAsync(default);
        await process.CreateTopicAsync("c");
        var newest = (await process.Context.Stores.Snapshots.Reader.ListAsync(default))[0];
        await DamageAsync(SnapshotKeys.Manifest(newest), position: 20);

        var replica = await RestoreAsync();
        Assert.Equal([true, true, true], Has(replica, "a", "b", "c"));
        Assert.True(replica.RestoredSequence < newest);
    });

    [Fact]
    public void A_trimmed_journal_without_a_whole_snapshot_is_never_taken_for_empty() => _world.Run(async () =>
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        await process.LeadAsync();
        for (var i = 0; i < 3; i++)
        {
            await process.CreateTopicAsync($"t-{i}");
            await process.Snapshots.SnapshotAsync(default);
        }

        foreach (var sequence in await process.Context.Stores.Snapshots.Reader.ListAsync(default))
        {
            await _store.DeleteAsync([SnapshotKeys.Manifest(sequence)], default);
        }

        var fault = await Assert.ThrowsAsync<GaramException>(RestoreAsync);
        Assert.Equal(ErrorKind.Corrupt, fault.Kind);
    });

    private static async Task WaitAsync(Replica replica, long sequence, CancellationToken cancellation = default) =>
        await replica.WaitForAsync(sequence, cancellation);

    private static bool[] Has(Replica replica, params string[] topics) =>
        [.. topics.Select(topic => replica.Read(topic, static (state, wanted) => state.Topics.TryGet(wanted, out _)))];

    private async Task<Replica> RestoreAsync() => (await ControllerProcess.RestoreAsync(_store, _world.Clock)).Replica;

    private async Task LiveAsync(params string[] topics)
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        await process.LeadAsync();
        foreach (var topic in topics)
        {
            await process.CreateTopicAsync(topic);
        }

        await process.StopAsync();
    }

    private async Task<byte[]> EntryAsync(long sequence) =>
        (await ControllerProcess.StoresOf(_store, _world.Clock).Entries.ReadAsync(sequence, default))!;

    private async Task ReplaceAsync(long sequence, JournalEntryHeader header, JournalEntry entry)
    {
        var key = ObjectStoreJournal.KeyOf(sequence);
        await _store.DeleteAsync([key], default);
        var bytes = JournalEntryCodec.Encode(header, [entry.CommandBytes]);
        Assert.Equal(PutOutcome.Created, await _store.CreateAsync(key, bytes, default));
    }

    private async Task DamageAsync(string key, int position)
    {
        var stat = await _store.StatAsync(key, default);
        var bytes = new byte[stat!.Value.Size];
        await _store.ReadAsync(key, 0, bytes, default);
        bytes[position] ^= 0x40;
        await _store.DeleteAsync([key], default);
        await _store.CreateAsync(key, bytes, default);
    }

    private sealed class Recorder : IApplyObserver
    {
        public List<long> Applied { get; } = [];

        public List<int> DeletedTopics { get; } = [];

        public void OnApplied(long sequence, ApplyEffects effects)
        {
            Applied.Add(sequence);
            DeletedTopics.Add(effects.DeletedTopics.Count);
        }

        public void OnRestored(long sequence) => Assert.Fail("Nothing was restored.");
    }
}
