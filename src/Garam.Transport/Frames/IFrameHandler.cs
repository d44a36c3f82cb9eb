namespace Garam.Transport.Frames;

/// <summary>What sits behind a listener: turns one frame into one reply. Called on the connection's receive path.</summary>
public interface IFrameHandler
{
    /// <summary>
    /// True when this request may start while earlier requests of its connection, all of them overlapping ones, are unanswered
    /// (Produce). Others start only when everything before them is answered. Replies always leave in the order of requests.
    /// </summary>
    bool MayOverlap(ReadOnlySpan<byte> frame);

    /// <summary>Takes over <paramref name="frame"/>, also when it throws, and releases it as soon as it needs its bytes no more.</summary>
    ValueTask<FrameReply> HandleAsync(IncomingFrame frame, FrameConnection connection, CancellationToken connectionAborted);
}
