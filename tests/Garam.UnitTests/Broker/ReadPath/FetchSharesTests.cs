using Garam.Broker.ReadPath;
using Garam.Metadata;

namespace Garam.UnitTests.Broker.ReadPath;

public sealed class FetchSharesTests
{
    [Fact]
    public void A_response_that_holds_everything_gives_everybody_all_they_ask_for() =>
        Assert.Equal([100, 200, 300], FetchShares.Of([Candidate(100, 3), Candidate(200, 1), Candidate(300, 2)], 1000));

    /// <summary>Evenly 166 each; of the other 502 the second takes 434, the third what is left.</summary>
    [Fact]
    public void Who_is_furthest_behind_gets_what_is_not_shared_evenly() =>
        Assert.Equal([166, 600, 234], FetchShares.Of([Candidate(1000, 3), Candidate(600, 1), Candidate(1000, 2)], 1000));

    [Fact]
    public void Nobody_starves_behind_those_with_a_long_backlog()
    {
        var shares = FetchShares.Of([.. Enumerable.Range(0, 16).Select(i => Candidate(1 << 20, i))], 8 << 20);

        Assert.All(shares, share => Assert.True(share >= (8 << 20) / 32));
        Assert.Equal(1 << 20, shares[0]);
        Assert.Equal(8 << 20, shares.Sum());
    }

    [Fact]
    public void Without_data_nothing_is_shared() => Assert.Empty(FetchShares.Of([], 1000));

    [Fact]
    public void Where_the_even_share_is_less_than_an_extent_those_that_come_first_get_theirs() =>
        Assert.Equal([300, 100, 0], FetchShares.Of([Candidate(1000, 3, next: 300), Candidate(1000, 2, next: 300), Candidate(1000, 1, next: 300)], 400));

    private static FetchCandidate Candidate(int bytesMax, long number, int next = 1) => new(bytesMax, next, new SegmentId(1, 1, number));
}
