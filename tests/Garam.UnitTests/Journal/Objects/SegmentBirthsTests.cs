using Garam.Journal.Objects;
using Garam.Metadata;
using Garam.Storage.Memory;
using Garam.UnitTests.Support;

namespace Garam.UnitTests.Journal.Objects;

public sealed class SegmentBirthsTests : IAsyncDisposable
{
    private const long Born = 70;

    private readonly MemoryObjectStore _memory = new();
    private readonly ScriptedStore _store;
    private readonly SegmentBirths _births;

    public SegmentBirthsTests()
    {
        _store = new ScriptedStore(_memory);
        _births = new SegmentBirths(_store);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>Numbers of segments in no folder and in each.</summary>
    public static TheoryData<long> Numbers =>
        [1, .. Enumerable.Range(0, SegmentId.FolderCount).Select(static folder => SegmentId.SpreadNumberMin + folder)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_segment_of_a_later_birth_is_found_among_earlier_ones_wherever_it_lies(long number)
    {
        foreach (var earlier in Numbers)
        {
            await CreateAsync(new SegmentId(Born - 1, 1, earlier).Key);
        }

        var late = new SegmentId(Born, 1, number).Key;
        await CreateAsync(late);

        Assert.Equal(late, await _births.FindAfterAsync(Born - 1, Cancellation));
        Assert.Null(await _births.FindAfterAsync(Born, Cancellation));
        Assert.Equal(0, await _births.DeleteAfterAsync(Born, Cancellation));
        Assert.Equal(1, await _births.DeleteAfterAsync(Born - 1, Cancellation));
        Assert.Null(await _memory.StatAsync(late, Cancellation));
        Assert.Equal(SegmentId.FolderCount + 1, (await _memory.ListAsync("", "", 100, Cancellation)).Count);
    }

    [Fact]
    public async Task Names_that_no_segment_has_prove_nothing()
    {
        await CreateAsync("segments/notes");
        await CreateAsync($"segments/2/{Born:D20}-0000000001-10000000000");
        await CreateAsync($"segments/1/{Born:D20}-0000000001-0000000001");

        Assert.Null(await _births.FindAfterAsync(Born - 1, Cancellation));
        Assert.Equal(0, await _births.DeleteAfterAsync(Born - 1, Cancellation));
    }

    [Fact]
    public async Task The_lists_of_a_claim_take_two_round_trips()
    {
        var gate = new TaskCompletionSource();
        _store.ListGate = gate.Task;
        var finding = _births.FindAfterAsync(Born, Cancellation);
        Assert.Equal((9, 9), _store.Lists);
        gate.SetResult();

        Assert.Null(await finding);
        Assert.Equal((17, 9), _store.Lists);
    }

    private async Task CreateAsync(string key) => await _memory.CreateAsync(key, new byte[1], Cancellation);
}
