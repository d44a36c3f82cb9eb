using Garam.Broker.Jobs;
using Garam.Controller.Jobs;
using Garam.Controller.Leadership;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;
using Garam.Protocol;
using Garam.Storage.Memory;
using Garam.UnitTests.Controller.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.UnitTests.Controller.Jobs;

public sealed class JobLoopTests : IAsyncDisposable
{
    private static readonly JobOptions s_options = new();
    private static readonly LeaderOptions s_exclusive = new() { StoreIsExclusive = true };

    private readonly VirtualTime _world = new();
    private readonly MemoryObjectStore _store = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public void Records_past_their_retention_go_and_their_segment_after_the_grace() => _world.Run(async () =>
    {
        var (process, jobs, incarnation) = await StartAsync(retentionMs: 60 * 60_000);
        var segment = await CommitAsync(process, incarnation, number: 1);

        await PassAsync(jobs, TimeSpan.FromMinutes(59));
        Assert.Equal(0, LogStart(process));
        await PassAsync(jobs, TimeSpan.FromMinutes(2));
        Assert.Equal(10, LogStart(process));
        Assert.True(await IsStoredAsync(segment));
        await PassAsync(jobs, TimeSpan.FromMinutes(2));
        Assert.False(await IsStoredAsync(segment));
        Assert.False(process.Replica.Read(segment, static (state, id) => state.Segments.IsKnown(id)));
    });

    [Fact]
    public void A_clock_that_jumps_an_hour_forwards_and_back_deletes_nothing_early() => _world.Run(async () =>
    {
        var (process, jobs, incarnation) = await StartAsync(retentionMs: 60 * 60_000);
        await CommitAsync(process, incarnation, number: 1);
        await PassAsync(jobs, TimeSpan.FromMinutes(10));
        _world.Clock.JumpWall(TimeSpan.FromHours(1));
        await PassAsync(jobs, TimeSpan.FromMinutes(10));
        Assert.Equal(0, LogStart(process));
        _world.Clock.JumpWall(TimeSpan.FromHours(-1));
        await PassAsync(jobs, TimeSpan.FromMinutes(30));
        Assert.Equal(0, LogStart(process));
        await PassAsync(jobs, TimeSpan.FromMinutes(15));
        Assert.Equal(10, LogStart(process));
    });

    [Fact]
    public void A_clock_ten_years_ahead_at_the_start_deletes_nothing_by_age() => _world.Run(async () =>
    {
        var (process, jobs, incarnation) = await StartAsync(retentionMs: 60 * 60_000);
        await CommitAsync(process, incarnation, number: 1);
        var stamp = process.Replica.Position.TimestampMs;
        await process.StopAsync();

        _world.Clock.JumpWall(TimeSpan.FromDays(3652));
        process = await ControllerProcess.RestoreAsync(_store, _world.Clock, seed: 2, options: s_exclusive);
        await process.LeadAsync();
        jobs = new JobLoop(
            process.Context, process.Leader, new SegmentJobs(_store, process.Replica, NullLogger<SegmentJobs>.Instance),
            s_options, NullLogger<JobLoop>.Instance);
        await PassAsync(jobs, TimeSpan.FromMinutes(10));
        Assert.Equal(0, LogStart(process));
        await process.CreateTopicAsync("later");
        Assert.InRange(process.Replica.Position.TimestampMs, stamp, stamp + (11 * 60_000));

        _world.Clock.JumpWall(TimeSpan.FromDays(-3652));
        await PassAsync(jobs, TimeSpan.FromMinutes(55));
        Assert.Equal(10, LogStart(process));
    });

    [Fact]
    public void A_deleted_topic_is_reclaimed_with_its_segments() => _world.Run(async () =>
    {
        var (process, jobs, incarnation) = await StartAsync(retentionMs: -1);
        var segment = await CommitAsync(process, incarnation, number: 1);
        await process.Leader.SubmitAsync(new DeleteTopic { TopicId = ControllerProcess.NewTopic("logs").TopicId }, default);
        await PassAsync(jobs, TimeSpan.FromMinutes(1));
        Assert.True(await IsStoredAsync(segment));
        await PassAsync(jobs, TimeSpan.FromMinutes(2));
        Assert.False(await IsStoredAsync(segment));
    });

    [Fact]
    public void An_orphan_goes_after_the_lag_and_its_late_commit_is_refused() => _world.Run(async () =>
    {
        var (process, jobs, incarnation) = await StartAsync(retentionMs: -1);
        var committed = await CommitAsync(process, incarnation, number: 1);
        var orphan = await UploadAsync(process, incarnation, number: 2);
        await PassAsync(jobs, TimeSpan.FromMinutes(50));
        Assert.True(await IsStoredAsync(orphan));

        // Entries go on, so that the orphan's birth falls behind.
        await process.CreateTopicAsync("later");
        await PassAsync(jobs, TimeSpan.FromMinutes(90));
        Assert.False(await IsStoredAsync(orphan));
        Assert.True(await IsStoredAsync(committed));

        var reply = await process.Leader.SubmitAsync(Commit(process, incarnation, orphan, commitNumber: 2), default);
        Assert.Equal(CommitOutcome.BornTooEarly, ((CommitSegmentResult)reply.Result).Outcome);
    });

    [Fact]
    public void One_round_frees_everything_however_much_it_is() => _world.Run(async () =>
    {
        const int Segments = 2_500;
        var (process, jobs, incarnation) = await StartAsync(retentionMs: 60 * 60_000);
        for (var number = 1; number <= Segments; number++)
        {
            await CommitAsync(process, incarnation, number, producerId: number);
            await UploadAsync(process, incarnation, Segments + number);
        }

        await process.CreateTopicAsync("later");
        await jobs.RunRoundAsync(default);
        await Task.Delay(TimeSpan.FromHours(25), _world.Clock);
        await jobs.RunRoundAsync(default);
        Assert.Equal((Segments * 10, 0), (LogStart(process), ProducerCount(process)));

        // The first of these rounds sees that the segments are dead, the last that they were dead a grace ago.
        await PassAsync(jobs, s_options.DeletionGrace + s_options.Interval);
        Assert.Empty(await _store.ListAsync(SegmentId.KeyPrefix, SegmentId.KeyPrefix, 10, default));
    });

    [Fact]
    public void A_batch_whose_time_cannot_be_right_lives_from_its_commit_on() => _world.Run(async () =>
    {
        var (process, jobs, incarnation) = await StartAsync(retentionMs: 60 * 60_000);
        await CommitAsync(process, incarnation, number: 1, maxTimestampMs: -1);

        await PassAsync(jobs, TimeSpan.FromMinutes(59));
        Assert.Equal(0, LogStart(process));
        await PassAsync(jobs, TimeSpan.FromMinutes(2));
        Assert.Equal(10, LogStart(process));
    });

    [Fact]
    public void The_feature_level_rises_when_the_last_old_process_has_left() => _world.Run(async () =>
    {
        var (process, jobs, incarnation) = await StartAsync(retentionMs: -1, featureLevelMax: 0);
        await jobs.RunRoundAsync(default);
        Assert.Equal(0, process.Replica.Position.FeatureLevel);

        await process.Leader.SubmitAsync(new RegisterProcess { Host = "newer", Port = 1, FeatureLevelMax = FeatureLevels.Latest }, default);
        await process.Leader.SubmitAsync(new RemoveProcess { IncarnationValue = incarnation }, default);
        await jobs.RunRoundAsync(default);
        Assert.Equal(FeatureLevels.Latest, process.Replica.Position.FeatureLevel);
    });

    [Fact]
    public void Silent_producers_expire_and_a_jump_of_the_clock_does_not_hasten_it() => _world.Run(async () =>
    {
        var (process, jobs, incarnation) = await StartAsync(retentionMs: -1);
        await CommitAsync(process, incarnation, number: 1);
        Assert.Equal(1, ProducerCount(process));
        _world.Clock.JumpWall(TimeSpan.FromHours(30));
        await PassAsync(jobs, TimeSpan.FromMinutes(10));
        Assert.Equal(1, ProducerCount(process));
        _world.Clock.JumpWall(TimeSpan.FromHours(-30));
        await PassAsync(jobs, TimeSpan.FromHours(23));
        Assert.Equal(1, ProducerCount(process));
        await PassAsync(jobs, TimeSpan.FromHours(2));
        Assert.Equal(0, ProducerCount(process));
    });

    private async Task<(ControllerProcess Process, JobLoop Jobs, int Incarnation)> StartAsync(
        long retentionMs, short featureLevelMax = FeatureLevels.Latest)
    {
        var process = await ControllerProcess.RestoreAsync(_store, _world.Clock, 1, s_exclusive);
        var segments = new SegmentJobs(_store, process.Replica, NullLogger<SegmentJobs>.Instance);
        var jobs = new JobLoop(process.Context, process.Leader, segments, s_options, NullLogger<JobLoop>.Instance);
        await process.LeadAsync();
        var create = ControllerProcess.NewTopic("logs");
        create.Configs =
            [new ConfigValue { Name = "retention.ms", Value = retentionMs.ToString(System.Globalization.CultureInfo.InvariantCulture) }];
        Assert.Equal(ErrorCode.None, (await process.Leader.SubmitAsync(create, default)).Result.Error);
        var registered = await process.Leader.SubmitAsync(
            new RegisterProcess { Host = "here", Port = 1, FeatureLevelMax = featureLevelMax }, default);
        await FeatureLevelRaise.RunAsync(process.Replica, process.Leader, default);
        return (process, jobs, ((RegisterProcessResult)registered.Result).IncarnationValue);
    }

    private async Task PassAsync(JobLoop jobs, TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += s_options.Interval)
        {
            await Task.Delay(s_options.Interval, _world.Clock);
            await jobs.RunRoundAsync(default);
        }
    }

    /// <summary>Every second one as a process names it at level 3.</summary>
    private async Task<SegmentId> UploadAsync(ControllerProcess process, int incarnation, long number)
    {
        var segment = new SegmentId(
            process.Replica.AppliedSequence, incarnation, number % 2 == 0 ? SegmentId.SpreadNumberMin + number : number);
        await _store.CreateAsync(segment.Key, new byte[4096], default);
        return segment;
    }

    private async Task<SegmentId> CommitAsync(
        ControllerProcess process, int incarnation, long number, long producerId = 5, long? maxTimestampMs = null)
    {
        var segment = await UploadAsync(process, incarnation, number);
        var reply = await process.Leader.SubmitAsync(Commit(process, incarnation, segment, number, producerId, maxTimestampMs), default);
        Assert.Equal(CommitOutcome.Applied, ((CommitSegmentResult)reply.Result).Outcome);
        return segment;
    }

    private static CommitSegment Commit(
        ControllerProcess process, int incarnation, SegmentId segment, long commitNumber, long producerId = 5, long? maxTimestampMs = null)
    {
        var nowMs = process.Context.Clock.Read().NowMs;
        return new CommitSegment
        {
            IncarnationValue = incarnation,
            CommitNumber = commitNumber,
            ConfirmedCommitNumber = commitNumber - 1,
            SegmentBirth = segment.Birth,
            SegmentNumber = segment.Number,
            SegmentLength = 4096,
            Batches =
            [
                new SegmentBatch
                {
                    TopicId = ControllerProcess.NewTopic("logs").TopicId,
                    Position = 0,
                    Length = 100,
                    RecordCount = 10,
                    BaseTimestampMs = nowMs,
                    MaxTimestampMs = maxTimestampMs ?? nowMs,
                    ProducerId = producerId,
                    ProducerEpoch = 0,
                    BaseSequence = 0,
                },
            ],
        };
    }

    private static TopicPartition Partition => new(ControllerProcess.NewTopic("logs").TopicId, 0);

    private static long LogStart(ControllerProcess process) =>
        process.Replica.Read(
            Partition, static (state, partition) => state.Topics.TryGetPartition(partition, out var log) ? log.LogStartOffset : -1);

    private static int ProducerCount(ControllerProcess process) =>
        process.Replica.Read(
            Partition, static (state, partition) => state.Topics.TryGetPartition(partition, out var log) ? log.Producers.Count : -1);

    private async Task<bool> IsStoredAsync(SegmentId segment) => await _store.StatAsync(segment.Key, default) is not null;
}
