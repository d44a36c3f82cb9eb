using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Partitions;
using Garam.Metadata.Segments;
using Garam.Metadata.Topics;
using Garam.Protocol;
using static Garam.UnitTests.Metadata.TestCluster;

namespace Garam.UnitTests.Metadata.Logs;

public sealed class CommitSegmentTests
{
    private readonly TestCluster _cluster = new();

    [Fact]
    public void Offsets_are_dense_across_batches_and_segments()
    {
        var partition = _cluster.CreateTopic();

        Assert.Equal([0, 10], _cluster.Commit(Batch(partition), Batch(partition, records: 5)).Select(batch => batch.BaseOffset));
        Assert.Equal([15], _cluster.Commit(Batch(partition)).Select(batch => batch.BaseOffset));
        Assert.Equal(25, _cluster.Partition(partition).HighWatermark);
        Assert.Equal([partition], _cluster.Effects.Advanced);
    }

    [Fact]
    public void Batches_that_lie_together_share_one_extent()
    {
        var partition = _cluster.CreateTopic();
        _cluster.Commit(Batch(partition, timestampMs: 9), Batch(partition, timestampMs: 7));

        var extent = Assert.Single(_cluster.Extents(partition));
        Assert.Equal((0, 19, 0, 200, 9), (extent.BaseOffset, extent.LastOffset, extent.Position, extent.Length, extent.MaxTimestampMs));
    }

    [Theory]
    [InlineData(500, -1)]
    [InlineData(500, 499)]
    [InlineData(-1, -1)]
    [InlineData(-9, -5)]
    public void A_time_that_cannot_be_right_is_unknown_and_lies_in_an_extent_of_its_own(long baseMs, long maxMs)
    {
        var partition = _cluster.CreateTopic();
        _cluster.RaiseFeatureLevel();
        _cluster.NowMs = 7_000;
        var odd = Batch(partition, timestampMs: baseMs) with { MaxTimestampMs = maxMs };

        _cluster.Commit(Batch(partition), odd, odd, Batch(partition));

        Assert.Equal(
            [(0L, 9L, 500L), (10, 29, Extent.UnknownTimestampMs), (30, 39, 500)],
            _cluster.Extents(partition).Select(extent => (extent.BaseOffset, extent.LastOffset, extent.MaxTimestampMs)));
        Assert.All(_cluster.Extents(partition), extent => Assert.Equal(7_000, extent.CommittedMs));
    }

    [Fact]
    public void At_level_zero_commits_mean_what_they_meant()
    {
        var partition = _cluster.CreateTopic();
        _cluster.Commit(Batch(partition), Batch(partition) with { MaxTimestampMs = -1 });

        var extent = Assert.Single(_cluster.Extents(partition));
        Assert.Equal((500, 0), (extent.MaxTimestampMs, extent.CommittedMs));
    }

    [Fact]
    public void A_refused_batch_between_two_accepted_ones_ends_the_extent()
    {
        var partition = _cluster.CreateTopic();
        _cluster.Commit(Idempotent(partition, 0));

        var results = _cluster.Commit(Idempotent(partition, 10), Idempotent(partition, 90), Idempotent(partition, 20));

        Assert.Equal([ErrorCode.None, ErrorCode.OutOfOrderSequenceNumber, ErrorCode.None], results.Select(batch => batch.Error));
        Assert.Equal([(10L, 0), (20L, 200)], _cluster.Extents(partition, 10).Select(extent => (extent.BaseOffset, extent.Position)));
    }

    [Fact]
    public void A_batch_of_a_deleted_topic_is_refused_even_if_its_name_exists_again()
    {
        var old = _cluster.CreateTopic();
        _cluster.Apply(new DeleteTopic { TopicId = old.TopicId });
        var reborn = _cluster.CreateTopic(id: 2);

        var results = _cluster.Commit(Batch(old), Batch(reborn), Batch(reborn with { Partition = 9 }));

        Assert.Equal([ErrorCode.UnknownTopicId, ErrorCode.None, ErrorCode.UnknownTopicOrPartition], results.Select(batch => batch.Error));
    }

    [Fact]
    public void A_repeated_commit_number_is_answered_with_its_stored_result()
    {
        var partition = _cluster.CreateTopic();
        var command = _cluster.Segment(Batch(partition));
        var first = _cluster.Commit(command);

        Assert.Same(first, _cluster.Commit(command));
        Assert.Equal(10, _cluster.Partition(partition).HighWatermark);
    }

    [Fact]
    public void A_confirmed_result_is_forgotten()
    {
        var partition = _cluster.CreateTopic();
        var first = _cluster.Segment(Batch(partition));
        _cluster.Commit(first);
        var second = _cluster.Segment(Batch(partition));
        second.ConfirmedCommitNumber = 1;
        _cluster.Commit(second);

        Assert.Equal(CommitOutcome.AlreadyConfirmed, _cluster.Commit(first).Outcome);
        Assert.Equal(CommitOutcome.Applied, _cluster.Commit(second).Outcome);
        Assert.Equal(20, _cluster.Partition(partition).HighWatermark);
    }

    [Fact]
    public void A_gap_ahead_is_a_refusal_of_its_own_and_uses_nothing_up()
    {
        var partition = _cluster.CreateTopic();
        var ahead = _cluster.Segment(Batch(partition));
        ahead.CommitNumber = 2;

        Assert.Equal(CommitOutcome.Gap, _cluster.Commit(ahead).Outcome);
        Assert.Equal(CommitOutcome.Applied, _cluster.Commit(_cluster.Segment(Batch(partition))).Outcome);
    }

    [Fact]
    public void A_closed_incarnation_changes_nothing()
    {
        var partition = _cluster.CreateTopic();
        var command = _cluster.Segment(Batch(partition));
        _cluster.Apply(new RemoveProcess { IncarnationValue = _cluster.Incarnation.Value });

        Assert.Equal(CommitOutcome.Fenced, _cluster.Commit(command).Outcome);
        Assert.Equal(0, _cluster.Partition(partition).HighWatermark);
        Assert.False(_cluster.State.Segments.IsKnown(command.Segment));
    }

    [Fact]
    public void A_segment_born_below_the_birth_watermark_is_refused_and_its_number_can_be_skipped()
    {
        var partition = _cluster.CreateTopic();
        var late = _cluster.Segment(Batch(partition));
        _cluster.Apply(new RaiseBirthWatermark { Watermark = late.SegmentBirth + 1 });

        Assert.Equal(CommitOutcome.BornTooEarly, _cluster.Commit(late).Outcome);
        Assert.Equal(CommitOutcome.Applied, _cluster.Commit(_cluster.Segment()).Outcome);
        Assert.Equal([0], _cluster.Commit(Batch(partition)).Select(batch => batch.BaseOffset));
    }

    [Fact]
    public void A_segment_without_an_accepted_batch_is_dead_at_once()
    {
        _cluster.NowMs = 77;
        var command = _cluster.Segment(Batch(new TopicPartition(TopicId(3), 0)));
        _cluster.Commit(command);

        var dead = Assert.Single(_cluster.State.Segments.Dead);
        Assert.Equal((command.Segment, 77, _cluster.State.Sequence), (dead.Id, dead.DeadSinceMs, dead.DeadSequence));
    }

    [Fact]
    public void A_segment_cannot_be_committed_twice()
    {
        var partition = _cluster.CreateTopic();
        _cluster.Commit(_cluster.Segment(Batch(partition)));
        var again = _cluster.Segment(Batch(partition));
        again.SegmentBirth = 2;
        again.SegmentNumber = 1;

        Assert.Equal(CommitOutcome.Malformed, _cluster.Commit(again).Outcome);
    }

    [Theory]
    [InlineData(-1, 100, 10)]
    [InlineData(0, 0, 10)]
    [InlineData(0, 100, 0)]
    [InlineData(int.MaxValue, int.MaxValue, 10)]
    public void A_batch_that_cannot_lie_in_its_segment_refuses_the_commit(int position, int length, int records)
    {
        var batch = Batch(_cluster.CreateTopic(), records, length);
        batch.Position = position;
        var command = _cluster.Segment(Batch(new TopicPartition(batch.TopicId, 0)));
        command.Batches = [batch];

        Assert.Equal(CommitOutcome.Malformed, _cluster.Commit(command).Outcome);
    }

    [Fact]
    public void Overlapping_batches_refuse_the_commit()
    {
        var partition = _cluster.CreateTopic();

        Assert.Equal(CommitOutcome.Malformed, _cluster.Commit(_cluster.Segment(Batch(partition), Batch(partition))).Outcome);
    }

    [Fact]
    public void A_process_that_confirms_nothing_is_stopped()
    {
        for (var i = 0; i < ProcessState.UnconfirmedCommitsMax; i++)
        {
            Assert.Equal(CommitOutcome.Applied, _cluster.Commit(_cluster.Segment()).Outcome);
        }

        Assert.Equal(CommitOutcome.TooManyUnconfirmed, _cluster.Commit(_cluster.Segment()).Outcome);
    }

    [Fact]
    public void The_append_time_is_answered_only_when_the_agent_stamped_the_batch()
    {
        var partition = _cluster.CreateTopic();
        var stamped = Batch(partition, timestampMs: 321);
        stamped.Attributes = 0x08;

        Assert.Equal([-1, 321], _cluster.Commit(Batch(partition), stamped).Select(batch => batch.LogAppendTimeMs));
    }
}
