using Garam.Protocol;
using Garam.Transport.Buffers;

namespace Garam.UnitTests.Transport.Buffers;

public sealed class ByteBudgetTests
{
    private static CancellationToken Test => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_reservation_overtakes_one_that_waits()
    {
        var budget = new ByteBudget(100);
        await budget.ReserveAsync(60, Test);
        var large = budget.ReserveAsync(80, Test).AsTask();
        var small = budget.ReserveAsync(10, Test).AsTask();
        Assert.False(budget.TryReserve(1));
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);

        budget.Release(60);
        await large;
        await small;
        Assert.Equal(90, budget.UsedBytes);
        budget.Release(90);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_lets_the_next_one_in()
    {
        var budget = new ByteBudget(100);
        await budget.ReserveAsync(60, Test);
        using var impatience = new CancellationTokenSource();
        var large = budget.ReserveAsync(80, impatience.Token).AsTask();
        var small = budget.ReserveAsync(40, Test).AsTask();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal(100, budget.UsedBytes);
    }

    [Fact]
    public async Task More_than_the_whole_is_refused_at_once()
    {
        var budget = new ByteBudget(100);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => budget.ReserveAsync(101, Test).AsTask());
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.TryReserve(-1));
        Assert.Equal(0, budget.UsedBytes);
    }

    [Fact]
    public void Releasing_more_than_was_reserved_breaks_an_invariant()
    {
        var budget = new ByteBudget(100);
        Assert.True(budget.TryReserve(10));
        Assert.Throws<InvariantException>(() => budget.Release(11));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Under_contention_the_limit_holds_and_everyone_is_served(int seed)
    {
        var budget = new ByteBudget(1000);
        var inUse = 0L;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() => UseAsync(new Random(seed * 100 + number)), Test)));
        Assert.Equal(0, budget.UsedBytes);

        async Task UseAsync(Random random)
        {
            for (var turn = 0; turn < 300; turn++)
            {
                var bytes = random.Next(1, 900);
                await budget.ReserveAsync(bytes, Test);
                Assert.InRange(Interlocked.Add(ref inUse, bytes), 1, 1000);
                await Task.Yield();
                Interlocked.Add(ref inUse, -bytes);
                budget.Release(bytes);
            }
        }
    }
}
