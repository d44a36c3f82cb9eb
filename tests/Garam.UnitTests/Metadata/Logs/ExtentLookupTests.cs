using Garam.Metadata;
using Garam.Metadata.Partitions;
using static Garam.UnitTests.Metadata.TestCluster;

namespace Garam.UnitTests.Metadata.Logs;

public sealed class ExtentLookupTests
{
    private readonly TestCluster _cluster = new();
    private readonly TopicPartition _partition;

    /// <summary>1,000 extents of ten offsets; more than three pages.</summary>
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
        var found = _cluster.State.Extents.FindTime(_partition, timestampMs, long.MinValue, 0);

        Assert.Equal(baseOffset, found.Extent?.BaseOffset ?? -1);
        Assert.Equal(baseOffset < 0 ? null : baseOffset + 10, found.NextOffset);
    }

    [Fact]
    public void A_time_before_the_log_start_is_searched_from_there()
    {
        _cluster.Apply(new Garam.Metadata.Logs.AdvanceLogStart { Partitions = [new() { TopicId = _partition.TopicId, Offset = 7005 }] });

        Assert.Equal(7010, _cluster.State.Extents.FindTime(_partition, 5, long.MinValue, 0).Extent?.BaseOffset);
        Assert.Equal(9990, Latest(long.MaxValue, -1));
    }

    [Fact]
    public void The_latest_timestamp_is_found_in_the_middle()
    {
        Assert.Equal(6990, Latest(long.MaxValue, -1));
    }

    [Fact]
    public void The_next_one_in_the_order_of_times_is_found_below_a_limit()
    {
        Assert.Equal(6980, Latest(6_990, 6_990));
        Assert.Equal(6990, Latest(6_990, 6_989));
        Assert.Equal(-1, Latest(-1, -1));
    }

    [Fact]
    public void A_search_is_cut_into_pieces_and_goes_on_where_the_last_one_ended()
    {
        var partition = _cluster.CreateTopic("other", id: 2);
        for (var i = 0; i < 5_000; i++)
        {
            var command = _cluster.Segment(Batch(partition, timestampMs: 7));
            command.ConfirmedCommitNumber = command.CommitNumber - 1;
            _cluster.Commit(command);
        }

        var piece = _cluster.State.Extents.FindLatest(partition, (long.MaxValue, -1), null);
        Assert.NotNull(piece.NextOffset);
        piece = _cluster.State.Extents.FindLatest(partition, (long.MaxValue, -1), piece);

        Assert.Equal((0, null), (piece.Extent?.BaseOffset, piece.NextOffset));
    }

    [Fact]
    public void Extents_without_a_known_time_are_found_backwards_and_by_every_time()
    {
        foreach (var _ in Enumerable.Range(0, 300))
        {
            CommitOne(-1);
            CommitOne(8_000);
        }

        Assert.Equal(10_000, _cluster.State.Extents.FindTime(_partition, 9_000, long.MinValue, 0).Extent?.BaseOffset);
        var found = new List<long>();
        for (long? before = long.MaxValue; before is { } offset;)
        {
            var piece = _cluster.State.Extents.FindUnknownTime(_partition, long.MinValue, offset);
            found.AddRange(piece.Extent is { } extent ? [extent.BaseOffset] : []);
            before = piece.NextOffset;
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(static i => 15_980L - (20 * i)), found);
        Assert.Equal(10_010, Latest(long.MaxValue, -1));
    }

    private void CommitOne(long timestampMs)
    {
        var command = _cluster.Segment(Batch(_partition, timestampMs: timestampMs));
        command.ConfirmedCommitNumber = command.CommitNumber - 1;
        _cluster.Commit(command);
    }

    private long Latest(long limitMs, long limitOffset) =>
        _cluster.State.Extents.FindLatest(_partition, (limitMs, limitOffset), null).Extent?.BaseOffset ?? -1;
}
