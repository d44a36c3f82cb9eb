using Garam.Broker.Jobs;
using Garam.Metadata;
using Garam.Storage.Memory;
using Garam.UnitTests.Broker.Support;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Broker.Jobs;

public sealed class SegmentJobsTests : IAsyncDisposable
{
    private const long Spread = SegmentId.SpreadNumberMin;
    private const int Old = 2_500;
    private const int InFolders = 32_100;
    private const long BirthEnd = 1_000;

    private readonly MemoryObjectStore _memory = new();
    private readonly ScriptedStore _store;
    private readonly RecordingLogger<SegmentJobs> _logger = new();
    private readonly SegmentJobs _jobs;

    public SegmentJobsTests()
    {
        _store = new ScriptedStore(_memory);
        _jobs = new SegmentJobs(_store, new StateGateway().Replica, _logger);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(1_000)]
    [InlineData(777)]
    [InlineData(1_000_000)]
    public async Task Segments_in_folders_and_in_none_are_found_once_each(int limit)
    {
        var expected = await FillAsync();

        var found = await FindAllAsync(limit);

        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(id => id.Key));
    }

    [Fact]
    public async Task A_search_takes_a_list_for_each_thousand_old_segments_and_at_most_two_for_each_range()
    {
        var born = await FillAsync();

        await _jobs.FindUnknownAsync(null, BirthEnd, 1_000_000, Cancellation);

        Assert.InRange(_store.Lists.Count, born.Count / 1_000, (born.Count / 1_000) + (2 * 17));
    }

    [Fact]
    public async Task A_small_store_takes_one_list()
    {
        await CreateAsync(new SegmentId(5, 1, 1));
        await CreateAsync(new SegmentId(5, 1, Spread + 2));
        await CreateAsync(new SegmentId(BirthEnd, 1, Spread + 3));

        Assert.Equal(
            [new SegmentId(5, 1, 1), new SegmentId(5, 1, Spread + 2)], await _jobs.FindUnknownAsync(null, BirthEnd, 10, Cancellation));
        Assert.Equal(1, _store.Lists.Count);
    }

    [Fact]
    public async Task Objects_of_others_are_left_out_and_named_wherever_they_lie()
    {
        var expected = await FillAsync();
        string[] foreign = ["segments/0/-a", "segments/1-", "segments/7/-note", "segments/g/00", "segments/notes"];
        foreach (var key in foreign)
        {
            await _memory.CreateAsync(key, new byte[1], Cancellation);
        }

        var found = await FindAllAsync(limit: 1_000_000);

        Assert.Equal(expected.Count, found.Count);
        Assert.All(foreign, key => Assert.Contains(_logger.Lines, line => line.Contains(key + " ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Segments_of_both_forms_are_deleted()
    {
        SegmentId[] dead = [new(5, 1, 1), new(5, 1, Spread + 2)];
        var kept = new SegmentId(5, 1, Spread + 18);
        foreach (var id in dead.Append(kept))
        {
            await CreateAsync(id);
        }

        await _jobs.DeleteAsync(dead, Cancellation);

        Assert.Equal([kept.Key], (await _memory.ListAsync("", "", 10, Cancellation)).Select(stat => stat.Key));
    }

    private async Task<List<SegmentId>> FindAllAsync(int limit)
    {
        var found = new List<SegmentId>();
        IReadOnlyList<SegmentId> page;
        do
        {
            page = await _jobs.FindUnknownAsync(found.Count == 0 ? null : found[^1], BirthEnd, limit, Cancellation);
            found.AddRange(page);
        }
        while (page.Count > 0);
        return found;
    }

    /// <summary>Some pages of each form, and as many segments in each folder that were born too late.</summary>
    private async Task<List<string>> FillAsync()
    {
        var born = new List<string>();
        for (var number = 1; number <= Old + InFolders; number++)
        {
            var id = new SegmentId(number % (2 * BirthEnd), 1, number <= Old ? number : Spread + number);
            await CreateAsync(id);
            if (id.Birth < BirthEnd)
            {
                born.Add(id.Key);
            }
        }

        return born;
    }

    private async Task CreateAsync(SegmentId id) => await _memory.CreateAsync(id.Key, new byte[1], Cancellation);
}
