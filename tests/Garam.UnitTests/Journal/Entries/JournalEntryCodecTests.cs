using Garam.Journal.Entries;
using Garam.Storage.Errors;

namespace Garam.UnitTests.Journal.Entries;

public sealed class JournalEntryCodecTests
{
    /// <summary>Frozen: entries like this one lie in stores that must open for ever.</summary>
    private const string Golden =
        "47524D4A00010000004700000000000000110000000200000000000000AA00000000000000BB0000019B76DAA80000000000000000100BADCAFE00000002"
        + "61626364659F568F14";

    private static readonly JournalEntryHeader s_header = new(17, 2, 0xAA, 0xBB, 1_767_225_600_000, 16, 0x0BADCAFE);
    private static readonly ReadOnlyMemory<byte>[] s_commands = ["abc"u8.ToArray(), "de"u8.ToArray()];

    [Fact]
    public void Bytes_of_an_entry_are_frozen()
    {
        Assert.Equal(Golden, Convert.ToHexString(JournalEntryCodec.Encode(s_header, s_commands)));
    }

    [Fact]
    public void Golden_entry_is_read_back()
    {
        var entry = JournalEntryCodec.Decode(Convert.FromHexString(Golden), 17, "journal/17");
        Assert.Equal(s_header, entry.Header);
        Assert.Equal(2, entry.CommandCount);
        Assert.Equal("abcde"u8.ToArray(), entry.CommandBytes.ToArray());
    }

    [Fact]
    public void Every_flipped_bit_and_every_truncation_is_noticed()
    {
        var good = JournalEntryCodec.Encode(s_header, s_commands);
        for (var i = 0; i < good.Length; i++)
        {
            var flipped = good.ToArray();
            flipped[i] ^= (byte)(1 << (i % 8));
            AssertRefused(flipped);
            AssertRefused(good[..i]);
        }
    }

    [Fact]
    public void An_entry_at_a_wrong_number_is_corrupt_and_named()
    {
        var entry = JournalEntryCodec.Encode(s_header, s_commands);
        var fault = Assert.Throws<GaramException>(() => JournalEntryCodec.Decode(entry, 18, "journal/18"));
        Assert.Equal(ErrorKind.Corrupt, fault.Kind);
        Assert.Contains("journal/18", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_of_a_newer_program_is_refused_by_name_and_not_called_corrupt()
    {
        var entry = JournalEntryCodec.Encode(s_header, s_commands);
        entry[5] = 9;
        var fault = Assert.Throws<GaramException>(() => JournalEntryCodec.Decode(entry, 17, "journal/17"));
        Assert.Equal(ErrorKind.Invalid, fault.Kind);
        Assert.Contains("format version 9", fault.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(byte[] bytes)
    {
        var fault = Assert.Throws<GaramException>(() => JournalEntryCodec.Decode(bytes, 17, "journal/17"));
        Assert.True(fault.Kind is ErrorKind.Corrupt or ErrorKind.Invalid);
    }
}
