using Garam.Broker.Cache;
using Garam.Protocol.Records;
using Garam.UnitTests.Broker.Support;

namespace Garam.UnitTests.Broker.Cache;

public sealed class PreparedExtentTests
{
    [Fact]
    public void Batches_get_the_offsets_that_metadata_gave_the_extent()
    {
        var chunk = Join(Batches.Make(3), Batches.Make(1), Batches.Make(5));
        var extent = PreparedExtent.Prepare(chunk, new ExtentPlace(0, chunk.Length, 100, 108), verify: true);

        Assert.True(extent.IsSound);
        Assert.Equal([100, 103, 104], OffsetsOf(extent.Cut(100, int.MaxValue, false, out _)));
    }

    [Fact]
    public void A_cut_begins_with_the_batch_that_holds_the_offset()
    {
        var chunk = Join([.. Enumerable.Range(0, 2_000).Select(_ => Batches.Make(4, 100))]);
        var extent = PreparedExtent.Prepare(chunk, new ExtentPlace(0, chunk.Length, 1_000, 8_999), verify: false);
        foreach (var offset in new[] { 1_000L, 1_003, 1_004, 4_999, 5_000, 8_998, 8_999 })
        {
            var first = OffsetsOf(extent.Cut(offset, 1, atLeastOne: true, out _)).Single();
            Assert.InRange(offset, first, first + 3);
        }
    }

    [Fact]
    public void A_cut_holds_whole_batches_only_and_as_many_as_fit()
    {
        var batch = Batches.Make(1, 1_000);
        var chunk = Join([.. Enumerable.Repeat(batch, 500)]);
        var extent = PreparedExtent.Prepare(chunk, new ExtentPlace(0, chunk.Length, 0, 499), verify: false);
        foreach (var fit in new[] { 0, 1, 2, 63, 64, 65, 200, 499 })
        {
            Assert.Equal(fit * batch.Length, extent.Cut(1, ((fit + 1) * batch.Length) - 1, atLeastOne: false, out _).Length);
        }
    }

    [Fact]
    public void The_first_batch_is_returned_even_if_it_is_too_big_but_only_when_asked()
    {
        var chunk = Join(Batches.Make(1, 1_000), Batches.Make(1, 1_000));
        var extent = PreparedExtent.Prepare(chunk, new ExtentPlace(0, chunk.Length, 0, 1), verify: false);

        Assert.Single(OffsetsOf(extent.Cut(1, 10, atLeastOne: true, out _)));
        Assert.Equal(0, extent.Cut(1, 10, atLeastOne: false, out _).Length);
    }

    /// <summary>Neither the checksum nor the offsets that are assigned cover it.</summary>
    [Fact]
    public void A_changed_magic_byte_of_a_stored_batch_is_found()
    {
        var chunk = Join(Batches.Make(3), Batches.Make(2));
        chunk[RecordBatchLayout.Magic] ^= 8;

        Assert.False(PreparedExtent.Prepare(chunk, new ExtentPlace(0, chunk.Length, 0, 4), verify: true).IsSound);
    }

    [Fact]
    public void A_changed_byte_of_a_stored_batch_is_found()
    {
        var chunk = Join(Batches.Make(3), Batches.Make(2));
        chunk[chunk.Length - 1] ^= 1;

        Assert.False(PreparedExtent.Prepare(chunk, new ExtentPlace(0, chunk.Length, 0, 4), verify: true).IsSound);
    }

    [Theory]
    [InlineData(0, 10, 0, 3)]
    [InlineData(0, 0, 0, -1)]
    [InlineData(-1, 10, 0, 3)]
    [InlineData(int.MaxValue, int.MaxValue, 0, 3)]
    public void A_place_that_is_not_made_of_batches_is_not_sound(int position, int length, long baseOffset, long lastOffset) =>
        Assert.False(
            PreparedExtent.Prepare(Batches.Make(4), new ExtentPlace(position, length, baseOffset, lastOffset), verify: false).IsSound);

    [Fact]
    public void Fewer_offsets_than_metadata_counts_are_not_sound()
    {
        var chunk = Batches.Make(4);

        Assert.False(PreparedExtent.Prepare(chunk, new ExtentPlace(0, chunk.Length, 0, 4), verify: false).IsSound);
    }

    private static byte[] Join(params byte[][] batches) => [.. batches.SelectMany(batch => batch)];

    private static List<long> OffsetsOf(ReadOnlyMemory<byte> bytes)
    {
        var offsets = new List<long>();
        var reader = new BatchSequenceReader(bytes.Span);
        while (reader.MoveNext())
        {
            offsets.Add(new RecordBatchHeader(reader.Current).BaseOffset);
        }

        Assert.Equal(0, reader.RemainingBytes);
        return offsets;
    }
}
