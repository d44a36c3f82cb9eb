using Garam.Metadata;

namespace Garam.UnitTests.Metadata;

/// <summary>Keys are stored for ever: no later program may name a segment differently.</summary>
public sealed class SegmentKeyTests
{
    private const long Spread = SegmentId.SpreadNumberMin;

    [Fact]
    public void Keys_sort_like_their_ids_and_parse_back()
    {
        SegmentId[] ids = [new(9, 2, 10), new(10, 1, 2), new(10, 1, 11), new(10, 2, 1)];

        Assert.Equal(ids, ids.Order());
        Assert.Equal(ids.Select(id => id.Key), ids.Select(id => id.Key).Order(StringComparer.Ordinal));
        Assert.All(ids, id => Assert.Equal((true, id), (SegmentId.TryParseKey(id.Key, out var parsed), parsed)));
    }

    [Theory]
    [InlineData("segments/00000000000000000004-0000000001-0000000001", 4, 1, 1)]
    [InlineData("segments/09223372036854775807-2147483647-9999999999", long.MaxValue, int.MaxValue, Spread - 1)]
    [InlineData("segments/1/00000000000000000004-0000000001-10000000000", 4, 1, Spread)]
    [InlineData("segments/2/00000000000000000004-0000000001-10000000001", 4, 1, Spread + 1)]
    [InlineData("segments/2/00000000000000000004-0000000002-10000000000", 4, 2, Spread)]
    [InlineData("segments/f/00000000000000012345-0000000007-10000000008", 12345, 7, Spread + 8)]
    [InlineData("segments/0/00000000000000012345-0000000007-10000000009", 12345, 7, Spread + 9)]
    [InlineData("segments/4/09223372036854775807-2147483647-10123456789", long.MaxValue, int.MaxValue, 10_123_456_789)]
    [InlineData("segments/1/00000000000000000004-0000000001-100000000000", 4, 1, 100_000_000_000)]
    public void A_segment_has_this_key_for_ever(string key, long birth, int incarnation, long number)
    {
        var id = new SegmentId(birth, incarnation, number);

        Assert.Equal(key, id.Key);
        Assert.Equal("segments/" + id, key);
        Assert.Equal((true, id), (SegmentId.TryParseKey(key, out var parsed), parsed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("segments/")]
    [InlineData("segments/1/")]
    [InlineData("segments/1")]
    [InlineData("journal/00000000000000000010")]
    [InlineData("segments/00000000000000000010-0000000001-000000000x")]
    [InlineData("segments/00000000000000000010-9999999999-0000000001")]
    [InlineData("segments/-0000000000000000010-0000000001-0000000001")]
    [InlineData("segments/00000000000000000010-0000000001-")]
    [InlineData("segments/00000000000000000010-0000000001-000000001")]
    [InlineData("segments/00000000000000000010-0000000001-10000000000")]
    [InlineData("segments/1/00000000000000000004-0000000001-0000000000")]
    [InlineData("segments/1/00000000000000000004-0000000001-00000000000")]
    [InlineData("segments/1/00000000000000000004-0000000001-010000000000")]
    [InlineData("segments/1/00000000000000000004-0000000001-99999999999999999999")]
    [InlineData("segments/1/00000000000000000004-0000000001-1000000000x")]
    [InlineData("segments/1/00000000000000000004-0000000001-")]
    [InlineData("segments/2/00000000000000000004-0000000001-10000000000")]
    [InlineData("segments/C/00000000000000000004-0000000001-10000000011")]
    [InlineData("segments/01/00000000000000000004-0000000001-10000000000")]
    [InlineData("segments/1/1/00000000000000000004-0000000001-10000000000")]
    [InlineData("1/00000000000000000004-0000000001-10000000000")]
    public void What_is_not_a_segment_key_is_not_taken_for_one(string key) => Assert.False(SegmentId.TryParseKey(key, out _));

    [Fact]
    public void Any_sixteen_segments_in_a_row_and_of_sixteen_processes_in_step_lie_in_as_many_folders()
    {
        var row = Enumerable.Range(5, 16).Select(number => new SegmentId(3, 4, Spread + number));
        var step = Enumerable.Range(5, 16).Select(incarnation => new SegmentId(3, incarnation, Spread + 9));

        Assert.Equal(16, row.Select(id => SegmentKeyRange.Of(id).Folder).Distinct().Count());
        Assert.Equal(16, step.Select(id => SegmentKeyRange.Of(id).Folder).Distinct().Count());
    }

    [Fact]
    public void Ids_are_put_into_the_order_of_their_keys()
    {
        var ids = SomeIds();

        Assert.Equal(
            ids.Select(id => id.Key).Order(StringComparer.Ordinal),
            ids.Order(Comparer<SegmentId>.Create(SegmentKeyRange.CompareKeys)).Select(id => id.Key));
    }

    [Fact]
    public void The_ranges_follow_each_other_and_each_holds_its_keys_in_the_order_of_their_births()
    {
        var ids = SomeIds();
        var ranges = SegmentKeyRange.All;
        Assert.Equal(17, ranges.Distinct().Count());
        Assert.Equal(ranges, ids.Select(SegmentKeyRange.Of).Distinct().OrderBy(range => range.After(0), StringComparer.Ordinal));
        Assert.All(ids, id =>
        {
            var range = SegmentKeyRange.Of(id);
            var next = ranges.SkipWhile(other => other != range).Skip(1).FirstOrDefault();
            Assert.StartsWith(range.Prefix, id.Key, StringComparison.Ordinal);
            Assert.StartsWith(range.Folder, id.Key, StringComparison.Ordinal);
            Assert.True(string.CompareOrdinal(range.After(id.Birth - 1), id.Key) < 0 || id.Birth == 0);
            Assert.True(string.CompareOrdinal(id.Key, range.After(id.Birth)) < 0);
            Assert.True(string.CompareOrdinal(range.After(long.MaxValue), range.End) < 0);
            Assert.True(next == default || string.CompareOrdinal(range.End, next.After(0)) < 0);
        });
    }

    private static List<SegmentId> SomeIds()
    {
        var random = new Random(7);
        long[] births = [0, 1, 9, 10, 99_999, long.MaxValue];
        return
        [
            .. Enumerable.Range(0, 1_000).Select(_ => new SegmentId(
                births[random.Next(births.Length)], random.Next(1, 30), (random.Next(2) == 0 ? 0 : Spread) + random.Next(1, 200))),
        ];
    }
}
