using Garam.Protocol;
using Garam.Protocol.Messages.Fetch;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Wire;

public sealed class WireWriterTests
{
    private delegate void Writing(ref WireWriter writer);

    [Fact]
    public void Primitives_have_Kafkas_bytes()
    {
        Assert.Equal("01", Hex((ref WireWriter w) => w.WriteBool(true)));
        Assert.Equal("FE", Hex((ref WireWriter w) => w.WriteInt8(-2)));
        Assert.Equal("FFFE", Hex((ref WireWriter w) => w.WriteInt16(-2)));
        Assert.Equal("80000001", Hex((ref WireWriter w) => w.WriteInt32(int.MinValue + 1)));
        Assert.Equal("FFFFFFFF0F", Hex((ref WireWriter w) => w.WriteUnsignedVarint(uint.MaxValue)));
        Assert.Equal("0002C3A4", Hex((ref WireWriter w) => w.WriteString("ä", compact: false)));
        Assert.Equal("03C3A4", Hex((ref WireWriter w) => w.WriteString("ä", compact: true)));
        Assert.Equal("FFFF", Hex((ref WireWriter w) => w.WriteNullableString(null, compact: false)));
        Assert.Equal("00", Hex((ref WireWriter w) => w.WriteNullableBytes(null, compact: true)));
        Assert.Equal("01", Hex((ref WireWriter w) => w.WriteNullableBytes(ReadOnlyMemory<byte>.Empty, compact: true)));
        Assert.Equal("FFFFFFFF", Hex((ref WireWriter w) => w.WriteRecords(RecordSlices.Null, compact: false)));
        Assert.Equal("01", Hex((ref WireWriter w) => w.WriteRecords(RecordSlices.Empty, compact: true)));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(17_000)]
    [InlineData(200_000)]
    public void Long_strings_and_bytes_cross_blocks(int length)
    {
        var text = new string('é', length / 2);
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        var reader = new WireReader(Convert.FromHexString(Hex((ref WireWriter w) =>
        {
            w.WriteString(text, compact: true);
            w.WriteBytes(bytes, compact: false);
        })));
        Assert.Equal(text, reader.ReadString(compact: true));
        Assert.Equal(bytes, reader.ReadBytes(compact: false).ToArray());
        reader.ExpectEnd();
    }

    [Fact]
    public void A_string_too_long_for_its_length_field_is_refused() =>
        Assert.Throws<OverflowException>(() => Hex((ref WireWriter w) => w.WriteString(new string('a', 40_000), compact: false)));

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    [InlineData(300_000)]
    public void A_tagged_field_is_preceded_by_its_size(int length)
    {
        var bytes = new byte[length];
        new Random(2).NextBytes(bytes);
        var reader = new WireReader(Convert.FromHexString(Hex((ref WireWriter w) =>
        {
            w.WriteInt32(7);
            var outer = w.BeginTag(3);
            w.WriteInt8(1);
            var inner = w.BeginTag(4);
            w.WriteRaw(bytes);
            w.EndTag(inner);
            w.EndTag(outer);
            w.WriteInt32(9);
        })));
        Assert.Equal(7, reader.ReadInt32());
        Assert.Equal(3, reader.ReadTag(out var outerEnd));
        Assert.Equal(1, reader.ReadInt8());
        Assert.Equal(4, reader.ReadTag(out var innerEnd));
        Assert.Equal(bytes, reader.ReadSlice(length).ToArray());
        Assert.Equal(innerEnd, reader.Position);
        Assert.Equal(outerEnd, reader.Position);
        Assert.Equal(9, reader.ReadInt32());
        reader.ExpectEnd();
    }

    [Fact]
    public void A_tagged_field_can_hold_borrowed_records()
    {
        byte[] records = [1, 2, 3];
        Assert.Equal("00" + "05" + "04010203" + "FF" + "2A", Hex((ref WireWriter w) =>
        {
            var start = w.BeginTag(0);
            w.WriteRecords(new RecordSlices(records), compact: true);
            w.WriteInt8(-1);
            w.EndTag(start);
            w.WriteInt8(0x2A);
        }));
    }

    [Fact]
    public void Records_become_slices_of_the_frame_without_a_copy()
    {
        byte[] first = [1, 2, 3], second = [4, 5];
        var partition = new FetchResponse.PartitionData { Records = new RecordSlices([first, second], 5) };
        var response = new FetchResponse { Responses = [new() { Topic = "t", Partitions = [partition, new() { PartitionIndex = 1 }] }] };
        using var frame = FrameEncoding.Response(ApiKey.Fetch, 11, 42, response);
        var slices = frame.Complete();
        Assert.Equal(4, slices.Count);
        Assert.True(slices[1].Span.Overlaps(first));
        Assert.True(slices[2].Span.Overlaps(second));
        Assert.Equal(frame.Length, slices.Sum(s => s.Length));
        var reader = new WireReader(frame.ToArray());
        Assert.Equal(frame.Length - 4, reader.ReadInt32());
        Assert.Equal(42, FrameEncoding.ReadResponseHeader(ref reader, ApiKey.Fetch, 11).CorrelationId);
        var read = new FetchResponse();
        read.Read(ref reader, 11);
        reader.ExpectEnd();
        Assert.Equal(5, read.Responses[0].Partitions[0].Records.Length);
        Assert.Equal(1, read.Responses[0].Partitions[1].PartitionIndex);
        Assert.True(read.Responses[0].Partitions[1].Records.IsNull);
    }

    [Fact]
    public void Null_where_a_version_has_none_is_refused_by_name()
    {
        var request = new Garam.Protocol.Messages.Metadata.MetadataRequest { Topics = null };
        var fault = Assert.Throws<InvalidOperationException>(() => FrameEncoding.Request(ApiKey.Metadata, 0, 1, null, request));
        Assert.Contains("Topics", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_frame_has_no_slices()
    {
        var frame = FrameEncoding.Response(ApiKey.Fetch, 11, 1, new FetchResponse());
        var slices = frame.Complete();
        Assert.NotEmpty(slices);
        frame.Dispose();
        Assert.Empty(slices);
        frame.Dispose();
    }

    private static string Hex(Writing write)
    {
        using var frame = new FrameWriter(lengthPrefixed: false);
        var writer = new WireWriter(frame);
        write(ref writer);
        writer.Flush();
        return Convert.ToHexString(frame.ToArray());
    }
}
