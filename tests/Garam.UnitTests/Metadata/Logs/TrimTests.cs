using Garam.Metadata;
using Garam.Metadata.Logs;
using Garam.Metadata.Segments;
using Garam.Protocol;
using static Garam.UnitTests.Metadata.TestCluster;

namespace Garam.UnitTests.Metadata.Logs;

public sealed class TrimTests
{
    private readonly TestCluster _cluster = new();
    private readonly TopicPartition _partition;

    public TrimTests() => _partition = _cluster.CreateTopic();

    [Fact]
    public void Deleting_records_frees_the_extents_that_lie_wholly_before()
    {
        Commit(3);

        var result = Delete(15);

        Assert.Equal((ErrorCode.None, 15), (result.Error, result.LogStartOffset));
        Assert.Equal([10, 20], _cluster.Extents(_partition, 15).Select(extent => extent.BaseOffset));
        Assert.Equal(200, _cluster.Partition(_partition).SizeBytes);
        Assert.Equal([_partition], _cluster.Effects.Trimmed);
        Assert.Equal(1, _cluster.State.Segments.DeadCount);
    }

    [Fact]
    public void Minus_one_deletes_up_to_the_high_watermark()
    {
        Commit(2);

        Assert.Equal(20, Delete(DeleteRecords.HighWatermarkOffset).LogStartOffset);
        Assert.Equal((0, 0), (_cluster.Partition(_partition).SizeBytes, _cluster.State.Segments.LiveCount));
        Assert.Equal([20], _cluster.Commit(Batch(_partition)).Select(batch => batch.BaseOffset));
    }

    [Fact]
    public void The_log_start_never_goes_back_and_never_passes_the_high_watermark()
    {
        Commit(2);
        Delete(15);

        Assert.Equal(15, Delete(3).LogStartOffset);
        Assert.Equal(ErrorCode.OffsetOutOfRange, Delete(21).Error);
        Assert.Equal(ErrorCode.OffsetOutOfRange, Delete(-2).Error);
        _cluster.Apply(Advance(21));
        Assert.Equal(15, _cluster.Partition(_partition).LogStartOffset);
    }

    [Fact]
    public void Retention_passes_over_what_is_gone()
    {
        Commit(2);
        var gone = new PartitionOffset { TopicId = TopicId(99), Offset = 5 };

        _cluster.Apply(new AdvanceLogStart { Partitions = [gone, new() { TopicId = _partition.TopicId, Offset = 10 }] });

        Assert.Equal(10, _cluster.Partition(_partition).LogStartOffset);
    }

    [Fact]
    public void What_one_command_may_not_free_is_reclaimed_later()
    {
        Commit(1500);

        _cluster.Apply(Advance(15_000));

        Assert.True(_cluster.State.HasGarbage);
        Assert.Equal(1500 - 1024, _cluster.Partition(_partition).Extents.Count);
        Assert.Empty(_cluster.Extents(_partition, 14_990));
        Assert.False(_cluster.Apply<ReclaimExtentsResult>(new ReclaimExtents { ExtentsMax = 1000 }).MoreRemain);
        Assert.Equal(0, _cluster.Partition(_partition).Extents.Count);
    }

    [Fact]
    public void A_segment_dies_with_its_last_extent_and_is_forgotten_by_command()
    {
        var other = _cluster.CreateTopic("other", id: 2);
        var command = _cluster.Segment(Batch(_partition));
        var second = Batch(other);
        second.Position = 100;
        command.Batches = [.. command.Batches, second];
        command.SegmentLength = 4096;
        _cluster.Commit(command);

        _cluster.Apply(Advance(10));
        Assert.True(_cluster.State.Segments.TryGetLive(command.Segment, out var live));
        Assert.Equal((100, 1), (live.LiveBytes, live.LiveExtents));

        _cluster.Apply(new AdvanceLogStart { Partitions = [new() { TopicId = other.TopicId, Offset = 10 }] });
        var dead = Assert.Single(_cluster.State.Segments.Dead);
        Assert.True(_cluster.State.Segments.IsKnown(dead.Id));

        _cluster.Apply(new ForgetSegments { Segments = [DeletedSegment.Of(dead)] });
        Assert.False(_cluster.State.Segments.IsKnown(dead.Id));
        Assert.Equal(0, _cluster.State.Segments.DeadCount);
    }

    private void Commit(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var command = _cluster.Segment(Batch(_partition));
            command.ConfirmedCommitNumber = command.CommitNumber - 1;
            _cluster.Commit(command);
        }
    }

    private DeleteRecordsOutcome Delete(long offset) => Assert.Single(
        _cluster.Apply<DeleteRecordsResult>(
            new DeleteRecords { Partitions = [new() { TopicId = _partition.TopicId, Offset = offset }] }).Partitions);

    private AdvanceLogStart Advance(long offset) => new() { Partitions = [new() { TopicId = _partition.TopicId, Offset = offset }] };
}
