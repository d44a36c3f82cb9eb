using System.Buffers;
using System.Text;
using Garam.Broker.WritePath;
using Garam.Controller.Leadership;
using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Journal.Gateway;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Segments;
using Garam.Metadata.State;
using Garam.Protocol;
using Garam.Protocol.Records;
using Garam.Storage.Errors;
using Garam.Storage.Format;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Garam.UnitTests.Support;
using Garam.Verification;
using Garam.Verification.Findings;

namespace Garam.UnitTests.Controller.Leadership;

public sealed class LeaderTests : IAsyncDisposable
{
    private static readonly LeaderOptions s_exclusive = new() { StoreIsExclusive = true };

    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _memory = new();
    private readonly ScriptedStore _store;

    public LeaderTests() => _store = new ScriptedStore(_memory);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void A_command_is_durable_and_applied_before_it_is_answered() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        var reply = await process.CreateTopicAsync("orders");
        Assert.Equal(ErrorCode.None, reply.Result.Error);
        Assert.Equal(reply.Sequence, process.Replica.AppliedSequence);
        Assert.Equal(2, reply.Sequence);
        Assert.True(process.HasTopic("orders"));

        var other = await ProcessAsync();
        Assert.True(other.HasTopic("orders"));
    });

    [Fact]
    public void A_refusal_is_a_result() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        await process.CreateTopicAsync("orders");
        Assert.Equal(ErrorCode.TopicAlreadyExists, (await process.CreateTopicAsync("orders")).Result.Error);
    });

    [Fact]
    public void Commands_that_come_while_appends_are_under_way_share_an_entry() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var sequence = 2; sequence <= 5; sequence++)
        {
            _store.Delay(ObjectStoreJournal.KeyOf(sequence), gate.Task);
        }

        var replies = new List<Task<SubmitReply>>();
        for (var i = 0; i < 4; i++)
        {
            replies.Add(process.CreateTopicAsync($"first-{i}"));
            await Task.Delay(TimeSpan.FromMilliseconds(1), _world.Clock);
        }

        replies.AddRange(Enumerable.Range(0, 100).Select(i => process.CreateTopicAsync($"second-{i}")));
        await Task.Delay(TimeSpan.FromMilliseconds(1), _world.Clock);
        Assert.DoesNotContain(ObjectStoreJournal.KeyOf(6), _store.Creates);
        gate.SetResult();

        var sequences = (await Task.WhenAll(replies)).Select(reply => reply.Sequence).ToList();
        Assert.Equal([2, 3, 4, 5], sequences.Take(4));
        Assert.All(sequences.Skip(4), sequence => Assert.Equal(6, sequence));
        Assert.Equal(104, process.TopicCount);
    });

    [Fact]
    public void Results_are_answered_in_order_only() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Delay(ObjectStoreJournal.KeyOf(2), gate.Task);
        var first = process.CreateTopicAsync("first");
        await Task.Delay(TimeSpan.FromMilliseconds(1), _world.Clock);
        var second = process.CreateTopicAsync("second");
        await Task.Delay(TimeSpan.FromSeconds(1), _world.Clock);

        Assert.NotNull(await process.Context.Stores.Entries.ReadAsync(3, default));
        Assert.False(second.IsCompleted);
        Assert.False(process.HasTopic("second"));

        gate.SetResult();
        Assert.Equal(2, (await first).Sequence);
        Assert.Equal(3, (await second).Sequence);
    });

    [Fact]
    public void A_leader_knows_how_long_its_appends_have_stood_still() => _world.Run(async () =>
    {
        var process = await ProcessAsync(s_exclusive);
        await process.LeadAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Delay(ObjectStoreJournal.KeyOf(2), gate.Task);
        var first = process.CreateTopicAsync("first");
        await Task.Delay(TimeSpan.FromSeconds(61), _world.Clock);
        var stalled = process.Leader.AppendsStalled;
        Assert.InRange(stalled, TimeSpan.FromSeconds(59.9), TimeSpan.FromSeconds(60.1));

        gate.SetResult();
        await first;
        await process.CreateTopicAsync("second");
        await Task.Delay(TimeSpan.FromMinutes(10), _world.Clock);

        Assert.InRange(process.Leader.AppendsStalled, stalled, stalled + TimeSpan.FromSeconds(0.1));
    });

    [Fact]
    public void A_lost_answer_does_not_depose_the_leader() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        _store.LoseAnswer(ObjectStoreJournal.KeyOf(2));
        _store.LoseRequest(ObjectStoreJournal.KeyOf(3));
        Assert.Equal(2, (await process.CreateTopicAsync("a")).Sequence);
        Assert.Equal(3, (await process.CreateTopicAsync("b")).Sequence);
        Assert.True(process.Leader.IsLeading);
    });

    [Fact]
    public void Stamps_never_go_back_and_do_not_follow_a_clock_that_jumps() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        await process.CreateTopicAsync("a");
        var before = process.Replica.Position.TimestampMs;
        _world.Clock.JumpWall(TimeSpan.FromHours(1));
        await process.CreateTopicAsync("b");
        _world.Clock.JumpWall(TimeSpan.FromHours(-3));
        await process.CreateTopicAsync("c");
        Assert.InRange(process.Replica.Position.TimestampMs, before, before + 1_000);
    });

    [Fact]
    public void A_clean_stop_answers_what_was_accepted_and_resigns() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        var replies = Enumerable.Range(0, 10).Select(i => process.CreateTopicAsync($"t-{i}")).ToList();
        await process.StopAsync();
        Assert.All(await Task.WhenAll(replies), reply => Assert.Equal(ErrorCode.None, reply.Result.Error));
        Assert.True(process.Replica.Position.IsUnled);
        var fault = await Assert.ThrowsAsync<GaramException>(() => process.CreateTopicAsync("late"));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
    });

    [Fact]
    public void The_successor_of_a_resigned_leader_does_not_wait_its_lease_out() => _world.Run(async () =>
    {
        var first = await ProcessAsync(new LeaderOptions());
        await first.LeadAsync();
        await first.StopAsync();
        var second = await ProcessAsync(new LeaderOptions());
        var before = _world.Clock.GetTimestamp();
        await second.LeadAsync();
        Assert.True(_world.Clock.GetElapsedTime(before) < TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void A_silent_leader_is_honoured_for_a_whole_lease_and_an_idle_one_for_ever() => _world.Run(async () =>
    {
        var mortal = new MortalStore(_memory);
        var first = await ControllerProcess.RestoreAsync(mortal, _world.Clock, seed: 1);
        await first.LeadAsync();
        var second = await ProcessAsync(new LeaderOptions(), seed: 2);
        second.Start();
        await Task.Delay(TimeSpan.FromMinutes(5), _world.Clock);
        Assert.True(first.Leader.IsLeading);
        Assert.False(second.Leader.IsLeading);

        mortal.Die();
        var diedAt = _world.Clock.GetTimestamp();
        await second.UntilLeadingAsync();
        Assert.InRange(_world.Clock.GetElapsedTime(diedAt), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
    });

    [Fact]
    public void Confirming_the_tail_appends_only_where_the_lease_is_not_proven() => _world.Run(async () =>
    {
        var process = await ProcessAsync(new LeaderOptions());
        await process.LeadAsync();
        var sequence = (await process.CreateTopicAsync("a")).Sequence;
        Assert.Equal(sequence, await process.Leader.ConfirmTailAsync(default));
        Assert.Equal(sequence, process.Replica.AppliedSequence);

        // The next renewal hangs for longer than the lease.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Delay(ObjectStoreJournal.KeyOf(sequence + 1), gate.Task);
        await Task.Delay(TimeSpan.FromSeconds(12), _world.Clock);
        var confirming = ConfirmAsync();
        await Task.Delay(TimeSpan.FromSeconds(1), _world.Clock);
        Assert.False(confirming.IsCompleted);
        gate.SetResult();
        Assert.True(await confirming > sequence);

        async Task<long> ConfirmAsync() => await process.Leader.ConfirmTailAsync(default);
    });

    [Fact]
    public void An_exclusive_store_needs_no_renewals() => _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        await Task.Delay(TimeSpan.FromHours(1), _world.Clock);
        Assert.Equal(1, await process.Leader.ConfirmTailAsync(default));
        Assert.Single(_store.Creates);
    });

    [Fact]
    public void A_claim_at_a_trimmed_number_does_not_count() => _world.Run(async () =>
    {
        // Ten entries; a second process has seen the first two of them and sleeps.
        var first = await ProcessAsync();
        await first.LeadAsync();
        await first.CreateTopicAsync("a");
        var sleeper = await ProcessAsync(s_exclusive, seed: 2);
        for (var i = 0; i < 8; i++)
        {
            await first.CreateTopicAsync($"t-{i}");
        }

        await first.Snapshots.SnapshotAsync(default);
        await first.CreateTopicAsync("b");
        await first.Snapshots.SnapshotAsync(default);
        Assert.Null(await first.Context.Stores.Entries.ReadAsync(3, default));

        // It wakes up, finds number 3 absent, and must not take it for free.
        await sleeper.LeadAsync();
        Assert.Equal(first.TopicCount, sleeper.TopicCount);
        Assert.True(sleeper.Replica.Position.Chain.Sequence > first.Replica.AppliedSequence);
        Assert.True(sleeper.HasTopic("b"));

        // The deposed one loses at the number of the claim.
        var fault = await Assert.ThrowsAsync<GaramException>(() => first.CreateTopicAsync("c"));
        Assert.Equal(ErrorKind.Unavailable, fault.Kind);
    });

    [Fact]
    public void A_claim_that_was_under_way_while_its_number_was_trimmed_does_not_count() => _world.Run(async () =>
    {
        var first = await ProcessAsync();
        await first.LeadAsync();
        await first.CreateTopicAsync("a");

        // The claim at number 3 hangs; meanwhile 3 is written, snapshotted and trimmed.
        var slow = new ScriptedStore(_memory);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slow.Delay(ObjectStoreJournal.KeyOf(3), gate.Task);
        var claimer = await ControllerProcess.RestoreAsync(slow, _world.Clock, seed: 2, s_exclusive);
        claimer.Start();
        await Task.Delay(TimeSpan.FromSeconds(1), _world.Clock);
        await first.CreateTopicAsync("b");
        await first.Snapshots.SnapshotAsync(default);
        await first.CreateTopicAsync("c");
        await first.Snapshots.SnapshotAsync(default);
        Assert.Null(await first.Context.Stores.Entries.ReadAsync(3, default));

        gate.SetResult();
        await claimer.UntilLeadingAsync();
        Assert.NotNull(await first.Context.Stores.Entries.ReadAsync(3, default));
        Assert.True(claimer.HasTopic("b") && claimer.HasTopic("c"));
        Assert.Equal(5, claimer.Replica.AppliedSequence);
        Assert.Equal(ErrorCode.None, (await claimer.CreateTopicAsync("d")).Result.Error);
    });

    [Fact]
    public void A_command_that_has_no_room_beside_others_goes_into_the_next_entry_and_one_that_no_entry_holds_is_refused() =>
        _world.Run(async () =>
    {
        var process = await ProcessAsync();
        await process.LeadAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new List<Task<SubmitReply>>();
        for (var sequence = 2; sequence <= 5; sequence++)
        {
            _store.Delay(ObjectStoreJournal.KeyOf(sequence), gate.Task);
            first.Add(process.CreateTopicAsync($"first-{sequence}"));
            await Task.Delay(TimeSpan.FromMilliseconds(1), _world.Clock);
        }

        // All of them wait for one entry: half a target, nearly a whole entry, more than one, and a small one.
        const int MiB = 1024 * 1024;
        var replies = new[] { MiB / 2, 16 * MiB - 1_000, 16 * MiB, 10 }.Select(bytes => SetAsync(process, bytes)).ToList();
        gate.SetResult();

        await Task.WhenAll(first);
        Assert.Equal(6, (await replies[0]).Sequence);
        Assert.Equal(7, (await replies[1]).Sequence);
        Assert.Equal(ErrorKind.Invalid, (await Assert.ThrowsAsync<GaramException>(() => replies[2])).Kind);
        Assert.True((await replies[3]).Sequence >= 7);
        Assert.True(process.Leader.IsLeading);
    });

    /// <summary>The smallest batches that a client can send, as many as a segment takes.</summary>
    [Fact]
    public void The_largest_commit_of_a_segment_fits_an_entry()
    {
        const int BatchBytesMin = RecordBatchLayout.Records + 7;
        var commit = new CommitSegment { Batches = new SegmentBatch[new SegmentOptions().SegmentBytesMax / BatchBytesMin] };
        Array.Fill(
            commit.Batches, new SegmentBatch { TopicId = new Uuid(1, 2), Partition = int.MaxValue, BaseTimestampMs = long.MaxValue });
        var frame = new ArrayBufferWriter<byte>();
        CommandCatalog.Write(commit, frame);

        Assert.InRange(frame.WrittenCount, 1, JournalEntryCodec.EntryBytesMax - new LeaderOptions().EntryBytesTarget);
    }

    private static async Task<SubmitReply> SetAsync(ControllerProcess process, int bytes) => await process.Leader.SubmitAsync(
        new AlterConfigs
        {
            ResourceTypeValue = (sbyte)ConfigResourceType.Broker,
            Changes = [new ConfigChange { Name = "of.nobody", Value = new string('v', bytes) }],
        },
        CancellationToken.None);

    private Task<ControllerProcess> ProcessAsync(LeaderOptions? options = null, int seed = 1) =>
        ControllerProcess.RestoreAsync(_store, _world.Clock, seed, options ?? s_exclusive);

    [Fact]
    public void Time_that_a_wrong_clock_took_ahead_comes_back_when_the_right_one_is_confirmed() => _world.Run(async () =>
    {
        _world.Clock.JumpWall(TimeSpan.FromDays(3652));
        var wrong = await ProcessAsync(s_exclusive);
        await wrong.LeadAsync();
        await wrong.CreateTopicAsync("ahead");
        await wrong.StopAsync();
        var ahead = wrong.Replica.Position.TimestampMs;
        _world.Clock.JumpWall(TimeSpan.FromDays(-3652));

        var right = await ProcessAsync(s_exclusive);
        Assert.True(right.Context.Clock.Confirm(_world.Clock.GetUtcNow()));
        await right.LeadAsync();
        await right.CreateTopicAsync("not-yet");
        Assert.Equal(ahead, right.Replica.Position.TimestampMs);

        await right.Leader.SubmitAsync(new SetFeatureLevel { Level = FeatureLevels.One }, default);
        await right.CreateTopicAsync("back");

        var now = _world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(now, right.Replica.Position.TimestampMs);
        Assert.Equal(now, right.Replica.Read(0, static (state, _) => state.TimestampMs));

        // Another process takes it from the journal, and time goes on from there.
        await right.StopAsync();
        var next = await ProcessAsync(s_exclusive);
        Assert.Equal(now, next.Replica.Position.TimestampMs);
        await next.LeadAsync();
        Assert.True(next.Context.Clock.Read().IsTrusted);
        await AssertVerifiedAsync();
    });

    [Fact]
    public void A_leader_that_was_suspended_does_not_trust_its_lease() => _world.Run(async () =>
    {
        var continuous = new ManualTimeProvider();
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, continuousTime: continuous);
        process.Start();
        while (!process.Leader.IsLeading)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _world.Clock);
            continuous.Advance(TimeSpan.FromSeconds(1));
        }

        var sequence = (await process.CreateTopicAsync("t")).Sequence;
        Assert.Equal(sequence, await process.Leader.ConfirmTailAsync(default));

        // The machine sleeps: its monotonic clock stands still, other machines count the time.
        continuous.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(sequence + 1, await process.Leader.ConfirmTailAsync(default));
    });

    [Fact]
    public void An_append_during_which_the_machine_slept_does_not_count_below_the_floor() => _world.Run(async () =>
    {
        var continuous = new ManualTimeProvider();
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, options: s_exclusive, continuousTime: continuous);
        await process.LeadAsync();
        var sequence = (await process.CreateTopicAsync("t")).Sequence;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Delay(ObjectStoreJournal.KeyOf(sequence + 1), gate.Task);
        var hanging = process.CreateTopicAsync("u");
        await Task.Delay(TimeSpan.FromMilliseconds(1), _world.Clock);

        continuous.Advance(TimeSpan.FromMinutes(1));
        await process.Context.Stores.Floor.RaiseAsync(sequence + 5, default);
        gate.SetResult();

        await Assert.ThrowsAsync<GaramException>(() => hanging);
    });

    /// <summary>Verifies the store. The verifier knows that this is the one way in which the store's time may go back.</summary>
    private async Task AssertVerifiedAsync()
    {
        await _store.CreateAsync(StoreFormat.Key, Encoding.ASCII.GetBytes($"garam store {StoreFormat.Version}\n"), CancellationToken.None);
        var found = new List<Finding>();
        await new StoreVerifier(_store, new VerificationOptions(), _world.Clock).RunAsync(found.Add, CancellationToken.None);
        Assert.DoesNotContain(found, finding => finding.Kind == FindingKinds.EntryOutOfOrder);
    }
}
