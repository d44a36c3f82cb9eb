using Garam.Journal.Backends;

namespace Garam.ContractTests.Journal;

/// <summary>The promises of every journal backend, whatever lies below it.</summary>
public abstract class JournalBackendContract
{
    private static readonly byte[] s_first = [1, 2, 3];
    private static readonly byte[] s_second = [4, 5];

    [Fact]
    public async Task The_first_at_a_number_wins_and_is_read_back()
    {
        var journal = await OpenAsync();
        Assert.Equal(AppendOutcome.Appended, await journal.AppendAsync(7, s_first, Cancellation));
        Assert.Equal(AppendOutcome.Taken, await journal.AppendAsync(7, s_second, Cancellation));
        Assert.Equal(s_first, await journal.ReadAsync(7, Cancellation));
    }

    [Fact]
    public async Task Appending_the_same_bytes_again_is_success_by_a_repeat()
    {
        var journal = await OpenAsync();
        await journal.AppendAsync(7, s_first, Cancellation);
        Assert.Equal(AppendOutcome.AppendedByRepeat, await journal.AppendAsync(7, s_first, Cancellation));
    }

    [Fact]
    public async Task One_wins_a_race_at_each_number()
    {
        var journal = await OpenAsync();
        for (var sequence = 1; sequence <= 20; sequence++)
        {
            var number = sequence;
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(racer => RaceAsync(number, [(byte)racer])));
            Assert.Equal(1, outcomes.Count(outcome => outcome == AppendOutcome.Appended));
            var winner = (await journal.ReadAsync(sequence, Cancellation))![0];
            Assert.Equal(AppendOutcome.Appended, outcomes[winner]);
        }

        async Task<AppendOutcome> RaceAsync(long sequence, byte[] entry) => await journal.AppendAsync(sequence, entry, Cancellation);
    }

    [Fact]
    public async Task What_was_never_appended_is_absent()
    {
        var journal = await OpenAsync();
        Assert.Null(await journal.ReadAsync(1, Cancellation));
        Assert.Empty(await journal.ListAsync(0, 10, Cancellation));
    }

    [Fact]
    public async Task Numbers_are_listed_in_order_above_the_given_one_up_to_the_limit()
    {
        var journal = await OpenAsync();
        foreach (var sequence in new long[] { 100, 9, 10, 11, 1_000_000_000_000 })
        {
            await journal.AppendAsync(sequence, s_first, Cancellation);
        }

        Assert.Equal([10, 11, 100], Numbers(await journal.ListAsync(9, 3, Cancellation)));
        Assert.Equal([1_000_000_000_000], Numbers(await journal.ListAsync(100, 3, Cancellation)));
    }

    [Fact]
    public async Task Deleting_takes_the_named_numbers_only_and_may_be_repeated()
    {
        var journal = await OpenAsync();
        for (var sequence = 1; sequence <= 4; sequence++)
        {
            await journal.AppendAsync(sequence, s_first, Cancellation);
        }

        await journal.DeleteAsync([1, 3], Cancellation);
        await journal.DeleteAsync([1, 3, 5], Cancellation);
        Assert.Equal([2, 4], Numbers(await journal.ListAsync(0, 10, Cancellation)));
    }

    [Fact]
    public async Task A_list_tells_how_large_each_entry_is()
    {
        var journal = await OpenAsync();
        await journal.AppendAsync(1, s_first, Cancellation);
        Assert.Equal([new ListedEntry(1, s_first.Length)], await journal.ListAsync(0, 10, Cancellation));
    }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract ValueTask<IJournalBackend> OpenAsync();

    private static IEnumerable<long> Numbers(IReadOnlyList<ListedEntry> entries) => entries.Select(static entry => entry.Sequence);
}
