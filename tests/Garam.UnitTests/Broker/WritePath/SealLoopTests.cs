using Garam.Broker.WritePath;
using Garam.Protocol;
using Garam.Protocol.Checksums;
using Garam.Protocol.Records;
using Garam.Segments;
using Garam.UnitTests.Broker.Segments;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.WritePath;

public sealed class SealLoopTests
{
    [Fact]
    public void One_seal_completes_many_requests() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        var requests = Enumerable.Range(0, 20).Select(i => rig.Park((topic, i % 2, Batches.Make(3)))).ToList();
        foreach (var request in requests)
        {
            await request.SettledAsync();
        }

        Assert.Single(rig.Store.Creates);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(i => i * 3L),
            requests.Where((_, i) => i % 2 == 0).Select(request => request.Answers[0].BaseOffset));
    });

    [Fact]
    public void A_lonely_batch_waits_for_the_linger_and_no_longer() => Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await Task.Yield();
        var started = clock.GetTimestamp();
        await rig.Park((topic, 0, Batches.Make(1))).SettledAsync();

        Assert.Equal(TimeSpan.FromMilliseconds(5), clock.GetElapsedTime(started));
    });

    [Fact]
    public void A_small_segment_waits_longer_while_no_client_waits_for_it() => Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await Task.Yield();
        var started = clock.GetTimestamp();
        await rig.ParkPatiently((topic, 0, Batches.Make(1))).SettledAsync();

        Assert.Equal(TimeSpan.FromMilliseconds(10), clock.GetElapsedTime(started));
    });

    [Fact]
    public void One_client_that_may_be_waiting_ends_the_longer_linger() => Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await Task.Yield();
        var started = clock.GetTimestamp();
        var patient = rig.ParkPatiently((topic, 0, Batches.Make(1)));
        await rig.Park((topic, 0, Batches.Make(1))).SettledAsync();
        await patient.SettledAsync();

        Assert.Equal(TimeSpan.FromMilliseconds(5), clock.GetElapsedTime(started));
    });

    [Fact]
    public void A_full_segment_does_not_linger() => Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await Task.Yield();
        var started = clock.GetTimestamp();
        await rig.Park((topic, 0, Batches.Make(1, 70_000))).SettledAsync();

        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(started));
    });

    [Fact]
    public void Batches_keep_their_order_when_a_later_segment_is_stored_first() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var gate = new TaskCompletionSource();
        rig.Store.Delay(rig.SegmentKey(1), gate.Task);
        var first = rig.Park((topic, 0, Batches.Make(1, 70_000, producerId: 9, epoch: 0, sequence: 0)));
        await Task.Yield();
        var second = rig.Park((topic, 0, Batches.Make(1, 70_000, producerId: 9, epoch: 0, sequence: 1)));
        while (rig.Store.Creates.Count < 2)
        {
            await Task.Yield();
        }

        Assert.False(second.Pending!.Ended.IsCompleted);
        gate.SetResult();
        Assert.Equal(0, (await first.SettledAsync())[0].BaseOffset);
        Assert.Equal(1, (await second.SettledAsync())[0].BaseOffset);
        Assert.Equal([1, 2], rig.Leader.Commits.Select(commit => commit.CommitNumber));
    });

    [Fact]
    public void At_most_two_writes_are_in_flight_and_the_next_segment_grows_meanwhile() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var gate = new TaskCompletionSource();
        rig.Store.Delay(rig.SegmentKey(1), gate.Task);
        rig.Store.Delay(rig.SegmentKey(2), gate.Task);
        var requests = new List<Produced>();
        for (var i = 0; i < 6; i++)
        {
            requests.Add(rig.Park((topic, 0, Batches.Make(1, i < 2 ? 70_000 : 100))));
            await Task.Delay(TimeSpan.FromMilliseconds(20), rig.Time, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, rig.Store.Creates.Count);
        gate.SetResult();
        foreach (var request in requests)
        {
            await request.SettledAsync();
        }

        Assert.Equal(3, rig.Store.Creates.Count);
        Assert.Equal([0L, 1, 2, 3, 4, 5], requests.Select(request => request.Answers[0].BaseOffset));
    });

    [Fact]
    public void A_batch_with_a_wrong_checksum_is_refused_alone() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 2);
        var damaged = Batches.Make(2);
        damaged[^1] ^= 1;
        var answers = await rig.Park((topic, 0, Batches.Make(1)), (topic, 1, damaged), (topic, 0, Batches.Make(1))).SettledAsync();

        Assert.Equal([ErrorCode.None, ErrorCode.CorruptMessage, ErrorCode.None], answers.Select(answer => answer.ErrorCode));
        Assert.Equal([0, -1, 1], answers.Select(answer => answer.BaseOffset));
    });

    [Fact]
    public void A_segment_of_nothing_but_damaged_batches_is_not_written() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var damaged = Batches.Make(2);
        damaged[^1] ^= 1;
        await rig.Park((topic, 0, damaged)).SettledAsync();

        Assert.Empty(rig.Store.Creates);
        Assert.Equal(0, (await rig.Park((topic, 0, Batches.Make(1))).SettledAsync())[0].BaseOffset);
    });

    [Fact]
    public void Log_append_time_is_the_time_of_the_seal() => Run(async (rig, clock) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1, ("message.timestamp.type", "LogAppendTime"));
        var answer = (await rig.Park(TimestampType.LogAppendTime, (topic, 0, Batches.Make(2))).SettledAsync())[0];

        Assert.Equal(clock.GetUtcNow().ToUnixTimeMilliseconds(), answer.LogAppendTimeMs);
    });

    [Fact]
    public void The_frame_is_given_back_at_the_seal_and_not_at_the_answer() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var gate = new TaskCompletionSource();
        rig.Store.Delay(rig.SegmentKey(1), gate.Task);
        var request = rig.Park((topic, 0, Batches.Make(1)));
        while (rig.Store.Creates.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), rig.Time, TestContext.Current.CancellationToken);
        }

        Assert.True(rig.Frames[0].IsReturned);
        Assert.False(request.Pending!.Ended.IsCompleted);
        gate.SetResult();
        await request.SettledAsync();
    });

    [Fact]
    public void A_segment_that_cannot_be_stored_becomes_a_skip_and_the_next_one_is_not_held_up() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        for (var attempt = 0; attempt < new SegmentOptions().UploadAttemptsMax; attempt++)
        {
            rig.Store.LoseRequest(rig.SegmentKey(1));
        }

        var refused = await rig.Park((topic, 0, Batches.Make(1))).SettledAsync();
        var accepted = await rig.Park((topic, 0, Batches.Make(1))).SettledAsync();

        Assert.Equal(ErrorCode.NotLeaderOrFollower, refused[0].ErrorCode);
        Assert.Equal((ErrorCode.None, 0L), (accepted[0].ErrorCode, accepted[0].BaseOffset));
        Assert.True(rig.Leader.Commits[0].IsEmpty);
    });

    [Fact]
    public void A_write_whose_answer_was_lost_is_repeated_under_the_same_name() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        rig.Store.LoseAnswer(rig.SegmentKey(1));
        Assert.Equal(ErrorCode.None, (await rig.Park((topic, 0, Batches.Make(1))).SettledAsync())[0].ErrorCode);
        Assert.Equal([rig.Store.Creates[0], rig.Store.Creates[0]], rig.Store.Creates);
    });

    [Fact]
    public void A_commit_whose_answer_was_lost_is_repeated_and_counts_once() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        rig.Leader.LoseAnswer();
        Assert.Equal(0, (await rig.Park((topic, 0, Batches.Make(2))).SettledAsync())[0].BaseOffset);
        Assert.Equal(2, (await rig.Park((topic, 0, Batches.Make(1))).SettledAsync())[0].BaseOffset);
        Assert.Equal([1, 1, 2], rig.Leader.Commits.Select(commit => commit.CommitNumber));
    });

    [Fact]
    public void A_batch_that_is_sent_again_gets_its_first_offset() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        await rig.Park((topic, 0, Batches.Make(4, producerId: 5, epoch: 0, sequence: 0))).SettledAsync();
        await rig.Park((topic, 0, Batches.Make(1, producerId: 5, epoch: 0, sequence: 4))).SettledAsync();
        var again = await rig.Park((topic, 0, Batches.Make(4, producerId: 5, epoch: 0, sequence: 0))).SettledAsync();

        Assert.Equal((ErrorCode.None, 0L), (again[0].ErrorCode, again[0].BaseOffset));
    });

    [Fact]
    public void Without_an_answer_of_the_leader_the_client_hears_that_the_outcome_is_unknown() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        var gate = new TaskCompletionSource();
        rig.Leader.Delay(gate.Task);
        var request = rig.Park((topic, 0, Batches.Make(1)));

        Assert.Equal(ProduceEnd.TimedOut, await request.Pending!.Ended);
        gate.SetResult();
        Assert.Equal(1, (await rig.Park((topic, 0, Batches.Make(1))).SettledAsync())[0].BaseOffset);
    });

    [Fact]
    public void Confirmed_commits_follow_the_answers() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 1);
        for (var i = 0; i < 3; i++)
        {
            await rig.Park((topic, 0, Batches.Make(1))).SettledAsync();
        }

        Assert.Equal([0L, 1, 2], rig.Leader.Commits.Select(commit => commit.ConfirmedCommitNumber));
    });

    [Fact]
    public void Stopping_seals_what_is_parked_and_refuses_the_rest()
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var rig = new WritePathRig(time.Clock);
            var topic = rig.Leader.CreateTopic("logs", 1);
            var parked = rig.Park((topic, 0, Batches.Make(1)));
            await rig.DisposeAsync();

            Assert.Equal(0, (await parked.SettledAsync())[0].BaseOffset);
        });
    }

    [Fact]
    public void What_is_stored_is_a_sound_segment_grouped_by_partition() => Run(async (rig, _) =>
    {
        var topic = rig.Leader.CreateTopic("logs", 3);
        var requests = Enumerable.Range(0, 30).Select(i => rig.Park((topic, (i * 7) % 3, Batches.Make(1)))).ToList();
        foreach (var request in requests)
        {
            await request.SettledAsync();
        }

        var bytes = new byte[rig.Leader.Commits[0].SegmentLength];
        await rig.Memory.ReadAsync(rig.Store.Creates[0], 0, bytes, TestContext.Current.CancellationToken);
        Assert.Null(SegmentVerifier.Verify(bytes));
        Assert.Equal([Crc32C.Compute(bytes)], rig.Store.Checksums);
        SegmentFooter.TryRead(bytes, out var footer);
        Assert.Equal([(0, 10), (1, 10), (2, 10)], footer!.Runs.Select(run => (run.Partition, run.Batches)));
    });

    private static void Run(Func<WritePathRig, ManualTimeProvider, Task> scenario)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            await using var rig = new WritePathRig(time.Clock, new SegmentOptions { SegmentBytesMax = 64 << 10 });
            await scenario(rig, time.Clock);
        });
    }
}
