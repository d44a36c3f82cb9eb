using Garam.Controller.Jobs;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Partitions;
using Garam.Metadata.Segments;
using Garam.Metadata.State;

namespace Garam.UnitTests.Controller.Jobs;

public sealed class PlannerTests
{
    private const long NowMs = 1_000_000;

    private static readonly SegmentId s_segment = new(1, 1, 1);

    /// <summary>Ten records, a hundred bytes and a thousand milliseconds each.</summary>
    private static readonly Extent[] s_log =
    [
        new(0, 9, s_segment, 0, 100, NowMs - 4_000, NowMs),
        new(10, 19, s_segment, 100, 100, NowMs - 3_000, NowMs),
        new(20, 29, s_segment, 200, 100, NowMs - 2_000, NowMs),
        new(30, 39, s_segment, 300, 100, NowMs - 1_000, NowMs),
    ];

    [Theory]
    [InlineData(-1, -1, null)]
    [InlineData(5_000, -1, null)]
    [InlineData(4_000, -1, null)]
    [InlineData(3_999, -1, 10L)]
    [InlineData(1_500, -1, 30L)]
    [InlineData(0, -1, 40L)]
    [InlineData(-1, 400, null)]
    [InlineData(-1, 301, null)]
    [InlineData(-1, 300, 10L)]
    [InlineData(-1, 150, 20L)]
    [InlineData(-1, 0, 40L)]
    [InlineData(2_500, 100, 30L)]
    public void Retention_goes_from_the_oldest_up_to_the_first_extent_that_stays(long retentionMs, long retentionBytes, long? logStart)
    {
        Assert.Equal(
            logStart, RetentionPlanner.PlanLogStart(new RetentionPolicy(true, retentionMs, retentionBytes), s_log, 400, null, NowMs));
    }

    [Fact]
    public void An_old_extent_behind_a_young_one_stays_as_in_Kafka()
    {
        Extent[] log = [s_log[3], s_log[0] with { BaseOffset = 40, LastOffset = 49 }];
        Assert.Null(RetentionPlanner.PlanLogStart(new RetentionPolicy(true, 1_500, -1), log, 200, null, NowMs));
    }

    [Fact]
    public void Records_without_a_credible_time_age_from_their_commit()
    {
        Extent[] log = [s_log[0] with { MaxTimestampMs = Extent.UnknownTimestampMs, CommittedMs = NowMs - 2_000 }, s_log[1]];

        Assert.Null(RetentionPlanner.PlanLogStart(new RetentionPolicy(true, 2_000, -1), log, 200, null, NowMs));
        Assert.Equal(20, RetentionPlanner.PlanLogStart(new RetentionPolicy(true, 1_999, -1), log, 200, null, NowMs));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(NowMs - 2_000, null)]
    [InlineData(NowMs - 2_001, 10L)]
    public void Those_from_before_commit_times_were_kept_age_from_the_day_on_which_that_began(long? commitTimesSinceMs, long? logStart)
    {
        Extent[] log = [s_log[0] with { MaxTimestampMs = Extent.UnknownTimestampMs, CommittedMs = 0 }];

        Assert.Equal(logStart, RetentionPlanner.PlanLogStart(new RetentionPolicy(true, 2_000, -1), log, 100, commitTimesSinceMs, NowMs));
    }

    [Fact]
    public void Compaction_alone_deletes_neither_by_age_nor_by_size()
    {
        Assert.Null(RetentionPlanner.PlanLogStart(new RetentionPolicy(false, 0, 0), s_log, 400, null, NowMs));
    }

    [Fact]
    public void Without_a_trusted_time_nothing_goes_by_age_but_size_still_counts()
    {
        Assert.Null(RetentionPlanner.PlanLogStart(new RetentionPolicy(true, 0, -1), s_log, 400, null, nowMs: null));
        Assert.Equal(20, RetentionPlanner.PlanLogStart(new RetentionPolicy(true, 0, 200), s_log, 400, null, nowMs: null));
    }

    [Fact]
    public void Without_a_known_size_nothing_goes_by_size()
    {
        Assert.Null(RetentionPlanner.PlanLogStart(new RetentionPolicy(true, -1, 0), s_log, sizeBytes: null, null, NowMs));
    }

    [Fact]
    public void Dead_segments_go_in_the_order_of_their_death_once_it_was_applied_a_grace_ago()
    {
        DeadSegment[] dead = [Dead(5), Dead(7), Dead(9)];
        Assert.Empty(DeadSegmentPlanner.Plan(dead, appliedBeforeGrace: 0, limit: 10));
        Assert.Equal([5, 7], DeadSegmentPlanner.Plan(dead, appliedBeforeGrace: 8, limit: 10).Select(segment => segment.DeadSequence));
        Assert.Equal([5], DeadSegmentPlanner.Plan(dead, appliedBeforeGrace: 9, limit: 1).Select(segment => segment.DeadSequence));
    }

    [Fact]
    public void Only_what_was_born_below_an_applied_watermark_is_an_orphan()
    {
        var state = new ClusterState();
        SegmentId[] unknown = [new(3, 1, 1), new(4, 1, 2), new(5, 1, 3)];
        Assert.Empty(OrphanPlanner.Plan(state, unknown));
        state.Apply(new RaiseBirthWatermark { Watermark = 5 }, 20, new ApplyEffects());
        Assert.Equal(unknown[..2], OrphanPlanner.Plan(state, unknown));
    }

    [Fact]
    public void Progress_counts_only_once_a_whole_lag_has_passed()
    {
        var history = new ProgressHistory(TimeSpan.FromSeconds(60));
        for (var second = 0; second < 60; second++)
        {
            history.Observe(TimeSpan.FromSeconds(second), 100 + second);
            Assert.Equal(0, history.AppliedBeforeLag);
        }

        history.Observe(TimeSpan.FromSeconds(60), 160);
        Assert.Equal(100, history.AppliedBeforeLag);
        history.Observe(TimeSpan.FromSeconds(90), 190);
        Assert.InRange(history.AppliedBeforeLag, 126, 130);
        history.Observe(TimeSpan.FromSeconds(1_000), 200);
        Assert.Equal(190, history.AppliedBeforeLag);
    }

    private static DeadSegment Dead(long sequence) => new(new SegmentId(1, 1, sequence), 100, NowMs, sequence);
}
