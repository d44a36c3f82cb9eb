namespace Garam.Transport.Frames;

/// <summary>What sits behind a listener: turns one frame into one reply. Called on the connection's receive path.</summary>
public interface IFrameHandler
{
    /// <summary>How many bytes of a frame tell its kind: a request of Kafka begins with the key of its API.</summary>
    const int KindBytes = 2;

    /// <summary>
    /// Called with the first <see cref="KindBytes"/> of a frame, or all that it has, before the rest is read. A request that overlaps may start
    /// while earlier requests of its connection, all of them overlapping ones, are unanswered; others start only when everything before
    /// them is answered. Replies always leave in the order of requests.
    /// </summary>
    FrameKind KindOf(ReadOnlySpan<byte> beginning);

    /// <summary>Takes over <paramref name="frame"/>, also when it throws, and releases it as soon as it needs its bytes no more.</summary>
    ValueTask<FrameReply> HandleAsync(IncomingFrame frame, FrameConnection connection, CancellationToken connectionAborted);
}
