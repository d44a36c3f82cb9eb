using Garam.Metadata;
using Garam.Metadata.Partitions;
using static Garam.UnitTests.Metadata.TestCluster;

namespace Garam.UnitTests.Metadata;

public sealed class ExtentLookupTests
{
    private readonly TestCluster _cluster = new();
    private readonly TopicPartition _partition;

    /// <summary>1,000 extents of ten offsets; more than three chunks.</summary>
    public ExtentLookupTests()
    {
        _partition = _cluster.CreateTopic();
        for (var i = 0; i < 1000; i++)
        {
            var command = _cluster.Segment(Batch(_partition, timestampMs: i * 10 % 7000));
            command.ConfirmedCommitNumber = command.CommitNumber - 1;
            _cluster.Commit(command);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2559)]
    [InlineData(2560)]
    [InlineData(9999)]
    public void The_first_extent_holds_the_offset(long offset)
    {
        var first = _cluster.Extents(_partition, offset)[0];

        Assert.InRange(offset, first.BaseOffset, first.LastOffset);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10_000)]
    public void Nothing_is_found_out_of_range(long offset) => Assert.Empty(_cluster.Extents(_partition, offset));

    [Fact]
    public void The_answer_is_bounded_by_bytes_and_by_the_buffer()
    {
        var buffer = new Extent[10];

        Assert.Equal(1, _cluster.State.Extents.Find(_partition, 500, 1, buffer));
        Assert.Equal(3, _cluster.State.Extents.Find(_partition, 500, 250, buffer));
        Assert.Equal(10, _cluster.State.Extents.Find(_partition, 500, long.MaxValue, buffer));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(6_990, 6_990)]
    [InlineData(6_991, -1)]
    public void The_first_extent_at_or_after_a_time_is_found(long timestampMs, long baseOffset)
    {
        var isFound = _cluster.State.Extents.TryFindByTimestamp(_partition, timestampMs, out var extent);

        Assert.Equal((baseOffset >= 0, baseOffset), (isFound, extent?.BaseOffset ?? -1));
    }

    [Fact]
    public void A_time_before_the_log_start_is_searched_from_there()
    {
        _cluster.Apply(new Garam.Metadata.Commands.Topics.AdvanceLogStart { Partitions = [new() { TopicId = _partition.TopicId, Offset = 7005 }] });

        Assert.True(_cluster.State.Extents.TryFindByTimestamp(_partition, 5, out var extent));
        Assert.Equal(7010, extent.Value.BaseOffset);
        Assert.True(_cluster.State.Extents.TryFindMaxTimestamp(_partition, out extent));
        Assert.Equal(9990, extent.Value.BaseOffset);
    }

    [Fact]
    public void The_latest_timestamp_is_found_in_the_middle()
    {
        Assert.True(_cluster.State.Extents.TryFindMaxTimestamp(_partition, out var extent));
        Assert.Equal(6990, extent.Value.BaseOffset);
    }
}
