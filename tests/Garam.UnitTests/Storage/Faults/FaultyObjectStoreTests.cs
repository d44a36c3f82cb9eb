using System.Numerics;
using Garam.Storage.Errors;
using Garam.Storage.Memory;

namespace Garam.UnitTests.Storage.Faults;

public sealed class FaultyObjectStoreTests : IAsyncDisposable
{
    private readonly MemoryObjectStore _inner = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    [Fact]
    public async Task Failing_before_does_nothing_and_failing_after_does_all()
    {
        var store = Faulty(StoreFault.FailBefore, StoreFault.FailAfter);

        await UnavailableAsync(async () => await store.CreateAsync("a/1", new byte[5], Cancellation));
        await UnavailableAsync(async () => await store.CreateAsync("a/2", new byte[5], Cancellation));

        Assert.Null(await _inner.StatAsync("a/1", Cancellation));
        Assert.NotNull(await _inner.StatAsync("a/2", Cancellation));
    }

    [Fact]
    public async Task A_corrupt_read_differs_by_one_bit()
    {
        await _inner.CreateAsync("a/1", new byte[100], Cancellation);
        var content = new byte[100];

        await Faulty(StoreFault.CorruptRead).ReadAsync("a/1", 0, content, Cancellation);

        Assert.Equal(1, content.Sum(value => BitOperations.PopCount(value)));
    }

    [Fact]
    public async Task A_truncated_read_is_shorter_than_the_object()
    {
        await _inner.CreateAsync("a/1", new byte[100], Cancellation);

        var outcome = await Faulty(StoreFault.TruncateRead).ReadAsync("a/1", 0, new byte[100], Cancellation);

        Assert.True(outcome.Found);
        Assert.InRange(outcome.BytesRead, 0, 99);
    }

    [Fact]
    public void The_same_seed_gives_the_same_faults_and_all_kinds_of_them()
    {
        var first = Draw(seed: 9);

        Assert.Equal(first, Draw(seed: 9));
        Assert.NotEqual(first, Draw(seed: 10));
        Assert.Equal(Enum.GetValues<StoreFault>(), first.Distinct().Order());
    }

    private static StoreFault[] Draw(int seed)
    {
        var rates = new FaultRates { FailBefore = 0.1, FailAfter = 0.1, CorruptRead = 0.1, TruncateRead = 0.1 };
        var plan = new RandomFaultPlan(rates, new Random(seed));
        return [.. Enumerable.Range(0, 200).Select(_ => plan.Next(StoreOperation.Read, "a/1"))];
    }

    private static async Task UnavailableAsync(Func<Task> call) =>
        Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<GaramException>(call)).Kind);

    private FaultyObjectStore Faulty(params StoreFault[] faults) => new(_inner, new ScriptedFaultPlan(faults), new Random(1));
}
