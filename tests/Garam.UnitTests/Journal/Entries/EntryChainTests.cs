using Garam.Journal.Entries;
using Garam.Protocol;

namespace Garam.UnitTests.Journal.Entries;

public sealed class EntryChainTests
{
    [Fact]
    public void First_entry_names_the_genesis()
    {
        Assert.True(EntryChain.Genesis.Accepts(Header(1, nonce: 7, predecessor: EntryChain.GenesisNonce)));
        Assert.False(EntryChain.Genesis.Accepts(Header(1, nonce: 7, predecessor: 3)));
    }

    [Fact]
    public void Entries_of_a_deposed_leader_are_stepped_over()
    {
        var chain = new EntryChain(10, 100);

        // The deposed leader had 11 to 13 in flight; a claim won 11, and 12 and 13 landed after all.
        var claim = Header(11, nonce: 500, predecessor: 100);
        var late12 = Header(12, nonce: 102, predecessor: 101);
        var late13 = Header(13, nonce: 103, predecessor: 102);
        var next = Header(14, nonce: 501, predecessor: 500);

        chain = chain.After(claim).After(late12).After(late13);
        Assert.Equal(new EntryChain(13, 500), chain);
        Assert.True(chain.Accepts(next));
    }

    [Fact]
    public void A_number_cannot_be_skipped()
    {
        Assert.Throws<InvariantException>(() => new EntryChain(10, 100).Accepts(Header(12, 1, 100)));
    }

    private static JournalEntryHeader Header(long sequence, ulong nonce, ulong predecessor) =>
        new(sequence, 1, nonce, predecessor, 0, 0, 0);
}
