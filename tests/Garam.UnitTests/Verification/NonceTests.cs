using System.Text.Json;
using Garam.CommandLine.Stores;
using Garam.Journal.Entries;
using Garam.Metadata.Cluster;
using Garam.Metadata.Readable;
using Garam.Metadata.Snapshots;
using Garam.Verification.Inspection;

namespace Garam.UnitTests.Verification;

/// <summary>Nonces fill their 64 bits, and many readers of JSON keep numbers as doubles of 53.</summary>
public sealed class NonceTests
{
    private const ulong Nonce = 0xf123_4567_89ab_cdef;

    [Fact]
    public void A_header_shows_its_nonces_as_text()
    {
        var header = default(JournalEntryHeader) with { Sequence = 7, Nonce = Nonce, PredecessorNonce = 1 };

        var json = JsonSerializer.SerializeToElement(new InspectedEntry(1, header, 0, [], []), InspectJson.Default.InspectedEntry)
            .GetProperty("header");

        Assert.Equal(
            ("f123456789abcdef", "0000000000000001"),
            (json.GetProperty("nonce").GetString(), json.GetProperty("predecessorNonce").GetString()));
        Assert.Equal(7, json.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public void Commands_and_rows_show_them_as_text_too()
    {
        var claim = JsonSerializer.SerializeToElement(
            new LeaderClaim { Epoch = 3, Nonce = unchecked((long)Nonce) }, NonceText.Readable.GetTypeInfo(typeof(LeaderClaim)));
        var row = JsonSerializer.SerializeToElement(
            new HeaderRecord { LeaderNonce = unchecked((long)Nonce) }, NonceText.Readable.GetTypeInfo(typeof(HeaderRecord)));

        Assert.Equal(("f123456789abcdef", 3), (claim.GetProperty("nonce").GetString(), claim.GetProperty("epoch").GetInt32()));
        Assert.Equal("f123456789abcdef", row.GetProperty("leaderNonce").GetString());
    }
}
