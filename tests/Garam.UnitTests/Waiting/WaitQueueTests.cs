using Garam.Waiting;

namespace Garam.UnitTests.Waiting;

/// <summary>Shares out a number of units; a negative request is urgent, and takes its absolute value.</summary>
public sealed class WaitQueueTests
{
    private readonly WaitQueue<int, string> _queue;
    private int _free;

    public WaitQueueTests() => _queue = new WaitQueue<int, string>(TryTake, static request => request < 0);

    [Fact]
    public void Nobody_overtakes_a_waiter()
    {
        var large = WaitAsync(5);
        _free = 3;

        Assert.False(_queue.TryEnter(1, out _));
        Assert.False(WaitAsync(1).IsCompleted);
        Assert.False(large.IsCompleted);
    }

    [Fact]
    public async Task Waiters_are_served_in_the_order_in_which_they_came()
    {
        Task<string>[] waiting = [WaitAsync(2), WaitAsync(1), WaitAsync(3)];

        Free(3);

        Assert.Equal(["2", "1"], [await waiting[0], await waiting[1]]);
        Assert.False(waiting[2].IsCompleted);
    }

    [Fact]
    public async Task Urgent_requests_stand_before_the_others_in_their_own_order()
    {
        var other = WaitAsync(1);
        var first = WaitAsync(-2);
        var second = WaitAsync(-1);

        Free(2);
        Assert.Equal("-2", await first);
        Assert.False(second.IsCompleted);

        Free(1);
        Assert.Equal("-1", await second);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public void An_urgent_request_overtakes_the_others_and_no_urgent_one()
    {
        var other = WaitAsync(9);
        _free = 1;

        Assert.True(_queue.TryEnter(-1, out _));

        var urgent = WaitAsync(-5);
        _free = 1;
        Assert.False(_queue.TryEnter(-1, out _));
        Assert.False(other.IsCompleted || urgent.IsCompleted);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_lets_smaller_ones_pass()
    {
        using var gone = new CancellationTokenSource();
        var large = UntilGoneAsync(5, gone.Token);
        var small = WaitAsync(1);
        _free = 1;

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        Assert.Equal("1", await small);
        Assert.False(_queue.HasWaiters);
    }

    private Task<string> WaitAsync(int request) => UntilGoneAsync(request, CancellationToken.None);

    private Task<string> UntilGoneAsync(int request, CancellationToken gone) => _queue.EnterAsync(request, gone).AsTask();

    private void Free(int units)
    {
        lock (_queue.Gate)
        {
            _free += units;
            _queue.Serve();
        }
    }

    private bool TryTake(int request, out string grant)
    {
        grant = $"{request}";
        if (Math.Abs(request) > _free)
        {
            return false;
        }

        _free -= Math.Abs(request);
        return true;
    }
}
