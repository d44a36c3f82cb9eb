using Garam.Journal.Ends;
using Garam.Journal.Entries;

namespace Garam.UnitTests.Journal.Ends;

/// <summary>Number 10 is absent, and the last accepted entry before it is of epoch 3.</summary>
public sealed class EndRuleTests
{
    [Theory]
    [InlineData(11, 3, 9, null)]
    [InlineData(13, 3, 9, null)]
    [InlineData(13, 3, 0, null)]
    [InlineData(11, 3, 10, LossProof.StatesResults)]
    [InlineData(13, 3, 12, LossProof.StatesResults)]
    [InlineData(14, 3, 9, LossProof.TooFar)]
    [InlineData(99, 3, 9, LossProof.TooFar)]
    [InlineData(11, 4, 9, LossProof.LaterEpoch)]
    [InlineData(11, 2, 9, null)]
    [InlineData(99, 2, 98, null)]
    public void What_an_entry_past_an_absent_number_proves(long sequence, int epoch, long digestSequence, LossProof? proof) =>
        Assert.Equal(
            proof, EndRule.Weigh(10, 3, new EntryBeyond(sequence, new JournalEntryHeader(sequence, epoch, 1, 2, 0, digestSequence, 0))));

    [Theory]
    [InlineData(11, LossProof.Unreadable)]
    [InlineData(14, LossProof.TooFar)]
    public void A_damaged_entry_is_never_taken_for_a_leftover(long sequence, LossProof proof) =>
        Assert.Equal(proof, EndRule.Weigh(10, 3, new EntryBeyond(sequence, null)));

    [Fact]
    public void The_limit_is_that_of_the_leaders_that_write_the_journal()
    {
        var entry = new EntryBeyond(12, new JournalEntryHeader(12, 3, 1, 2, 0, 9, 0));

        Assert.Null(EndRule.Weigh(10, 3, entry));
        Assert.Equal(LossProof.TooFar, EndRule.Weigh(10, 3, entry, appendsInFlightMax: 2));
    }
}
