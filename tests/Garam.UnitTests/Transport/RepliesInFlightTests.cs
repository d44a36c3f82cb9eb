using Garam.Transport.Frames;

namespace Garam.UnitTests.Transport;

public sealed class RepliesInFlightTests
{
    private readonly RepliesInFlight _inFlight = new(new FrameServerOptions { RequestsInFlightMax = 3, RequestBytesInFlightMax = 100 });

    [Fact]
    public void The_first_request_may_start_whatever_its_size() => Assert.True(_inFlight.MayStart(1_000, mayOverlap: false));

    [Fact]
    public void Beside_others_only_so_many_and_so_large_ones_may_start()
    {
        _inFlight.Append(40, mayOverlap: true);
        Assert.True(_inFlight.MayStart(60, mayOverlap: true));
        Assert.False(_inFlight.MayStart(61, mayOverlap: true));
        Assert.False(_inFlight.MayStart(1, mayOverlap: false));

        _inFlight.Append(1, mayOverlap: true);
        _inFlight.Append(1, mayOverlap: true);
        Assert.False(_inFlight.MayStart(1, mayOverlap: true));
    }

    [Fact]
    public void Nothing_starts_beside_a_request_that_must_not_overlap()
    {
        var alone = _inFlight.Append(1, mayOverlap: false);
        Assert.False(_inFlight.MayStart(1, mayOverlap: true));

        alone.Complete(default);
        _inFlight.Settle(_inFlight.TakeReady()!);
        Assert.True(_inFlight.MayStart(1, mayOverlap: true));
    }

    [Fact]
    public void Ready_replies_leave_behind_the_oldest_and_up_to_one_that_closes()
    {
        var pending = Enumerable.Range(0, 4).Select(_ => _inFlight.Append(1, mayOverlap: true)).ToArray();
        pending[1].Complete(default);
        Assert.Null(_inFlight.TakeReady());

        pending[0].Complete(default);
        pending[2].Complete(FrameReply.Close);
        pending[3].Complete(default);

        Assert.Equal(pending[..3], _inFlight.TakeReady());
        Assert.Equal(4, _inFlight.Count);
        Assert.Equal(pending[3..], _inFlight.TakeReady());
    }

    [Fact]
    public void Out_of_order_replies_leave_as_they_become_ready()
    {
        var inFlight = new RepliesInFlight(new FrameServerOptions { RequestsInFlightMax = 3, RepliesOutOfOrder = true });
        var pending = Enumerable.Range(0, 3).Select(_ => inFlight.Append(1, mayOverlap: true)).ToArray();
        Assert.False(inFlight.IsNextReady);
        pending[2].Complete(default);
        inFlight.MarkReady(pending[2]);
        pending[0].Complete(default);
        inFlight.MarkReady(pending[0]);

        var batch = inFlight.TakeReady()!;
        Assert.Equal([pending[2], pending[0]], batch);
        Assert.Null(inFlight.TakeReady());
        Assert.False(inFlight.MayStart(1, mayOverlap: true));

        inFlight.Settle(batch);
        Assert.Equal(1, inFlight.Count);
        Assert.True(inFlight.MayStart(1, mayOverlap: true));
    }
}
