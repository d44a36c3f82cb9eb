using System.Text;
using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.UnitTests.Protocol.Wire;

public sealed class WireReaderTests
{
    private delegate void Reading(ref WireReader reader);

    [Fact]
    public void Fixed_width_numbers_are_big_endian()
    {
        var reader = new WireReader(Convert.FromHexString(
            "01" + "FE" + "FE" + "FFFE" + "FFFE" + "80000001" + "80000001" + "8000000000000001" + "3FF8000000000000"));
        Assert.True(reader.ReadBool());
        Assert.Equal(-2, reader.ReadInt8());
        Assert.Equal(254, reader.ReadUInt8());
        Assert.Equal(-2, reader.ReadInt16());
        Assert.Equal(65534, reader.ReadUInt16());
        Assert.Equal(int.MinValue + 1, reader.ReadInt32());
        Assert.Equal(0x80000001u, reader.ReadUInt32());
        Assert.Equal(long.MinValue + 1, reader.ReadInt64());
        Assert.Equal(1.5, reader.ReadFloat64());
        reader.ExpectEnd();
    }

    [Theory]
    [InlineData("00", 0u)]
    [InlineData("7F", 127u)]
    [InlineData("8001", 128u)]
    [InlineData("FFFFFFFF0F", uint.MaxValue)]
    public void Unsigned_varints_have_seven_bits_a_byte(string bytes, uint expected) =>
        Assert.Equal(expected, new WireReader(Convert.FromHexString(bytes)).ReadUnsignedVarint());

    [Fact]
    public void Varints_without_an_end_are_malformed()
    {
        Malformed("808080808000", (ref WireReader r) => r.ReadUnsignedVarint());
        Malformed("80", (ref WireReader r) => r.ReadUnsignedVarint());
    }

    [Theory]
    [InlineData("0002C3A4", false)]
    [InlineData("03C3A4", true)]
    public void Strings_carry_their_length_in_bytes(string bytes, bool compact) =>
        Assert.Equal("ä", new WireReader(Convert.FromHexString(bytes)).ReadString(compact));

    [Theory]
    [InlineData("FFFF", false)]
    [InlineData("00", true)]
    public void A_null_string_is_malformed_where_none_may_be(string bytes, bool compact)
    {
        Assert.Null(new WireReader(Convert.FromHexString(bytes)).ReadNullableString(compact));
        Malformed(bytes, (ref WireReader r) => r.ReadString(compact));
    }

    [Theory]
    [InlineData("FFFFFFFF", false)]
    [InlineData("00", true)]
    public void Null_bytes_are_told_from_empty_ones(string bytes, bool compact)
    {
        Assert.Null(new WireReader(Convert.FromHexString(bytes)).ReadNullableBytes(compact));
        Assert.True(new WireReader(Convert.FromHexString(bytes)).ReadRecords(compact).IsNull);
        Malformed(bytes, (ref WireReader r) => r.ReadBytes(compact));
    }

    [Fact]
    public void Lengths_are_checked_before_they_are_trusted()
    {
        Malformed("FFFE", (ref WireReader r) => r.ReadNullableString(false));
        Malformed("7FFF41", (ref WireReader r) => r.ReadString(false));
        Malformed("FFFFFFFE", (ref WireReader r) => r.ReadNullableBytes(false));
        Malformed("7FFFFFFF", (ref WireReader r) => r.ReadBytes(false));
        Malformed("FFFFFFFF0F", (ref WireReader r) => r.ReadBytes(true));
        Malformed("FFFFFFFF0F", (ref WireReader r) => r.ReadNullableString(true));
        Malformed("7FFFFFFF", (ref WireReader r) => r.ReadRecords(false));
    }

    [Fact]
    public void A_count_needs_room_for_its_smallest_elements()
    {
        Assert.Equal(2, new WireReader(Convert.FromHexString("000000020000000000000000")).ReadCount(false, 4));
        Malformed("000000030000000000000000", (ref WireReader r) => r.ReadCount(false, 4));
        Malformed("7FFFFFFF", (ref WireReader r) => r.ReadCount(false, 0));
        Malformed("FFFFFFFE", (ref WireReader r) => r.ReadNullableCount(false, 1));
        Malformed("FFFFFFFF0F", (ref WireReader r) => r.ReadCount(true, 1));
        Malformed("00", (ref WireReader r) => r.ReadCount(true, 1));
        Assert.Equal(-1, new WireReader(new byte[] { 0 }).ReadNullableCount(true, 1));
    }

    [Fact]
    public void Byte_fields_are_slices_of_the_frame()
    {
        byte[] frame = [4, 1, 2, 3];
        var bytes = new WireReader(frame).ReadBytes(compact: true);
        frame[1] = 9;
        Assert.Equal(new byte[] { 9, 2, 3 }, bytes.ToArray());
    }

    [Fact]
    public void Unknown_tagged_fields_are_skipped()
    {
        var reader = new WireReader(Convert.FromHexString("02" + "0503AABBCC" + "0600" + "2A"));
        reader.SkipTaggedFields();
        Assert.Equal(0x2A, reader.ReadInt8());
    }

    [Fact]
    public void Tagged_fields_are_limited_in_number_and_size()
    {
        Malformed("FFFFFFFF0F", (ref WireReader r) => r.SkipTaggedFields());
        Malformed("01" + "0005AA", (ref WireReader r) => r.SkipTaggedFields());
        Malformed("01" + "00FFFFFFFF0F", (ref WireReader r) => r.SkipTaggedFields());
        var tooMany = new byte[2 + (2 * (WireReader.TagsMax + 1))];
        tooMany[0] = 0x81;
        tooMany[1] = 0x02;
        Malformed(Convert.ToHexString(tooMany), (ref WireReader r) => r.SkipTaggedFields());
    }

    [Fact]
    public void A_tagged_field_takes_exactly_its_size() =>
        Malformed("0002AABB", (ref WireReader r) =>
        {
            var tag = r.ReadTag(out var end);
            r.ReadInt8();
            r.EndTag(tag, end);
        });

    [Fact]
    public void Trailing_bytes_are_malformed_where_the_end_is_expected() =>
        Malformed("00", (ref WireReader r) => r.ExpectEnd());

    [Fact]
    public void Broken_UTF8_is_replaced_as_Kafka_does() =>
        Assert.Equal("a\uFFFDb", new WireReader(Encoding.Latin1.GetBytes("\u0004a\u00FFb")).ReadString(compact: true));

    private static void Malformed(string bytes, Reading read) => Assert.Throws<MalformedRequestException>(() =>
    {
        var reader = new WireReader(Convert.FromHexString(bytes));
        read(ref reader);
    });
}
