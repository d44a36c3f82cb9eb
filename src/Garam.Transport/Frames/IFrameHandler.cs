using System.Net;

namespace Garam.Transport.Frames;

/// <summary>Turns one frame of a listener into one reply. Called on the connection's receive path.</summary>
public interface IFrameHandler
{
    /// <summary>The bytes of a frame that tell its kind: a request of Kafka begins with its API key.</summary>
    const int KindBytes = 2;

    /// <summary>
    /// Called with the first <see cref="KindBytes"/> of a frame, or all that it has, before the rest is read. An overlapping request may
    /// start while earlier overlapping requests of its connection are unanswered. Any other starts only when everything before it is
    /// answered. Replies leave in the order of requests, unless <see cref="FrameServerOptions.RepliesOutOfOrder"/> is set.
    /// </summary>
    FrameKind KindOf(ReadOnlySpan<byte> beginning);

    /// <summary>Takes over <paramref name="frame"/>, even if it throws, and releases it as soon as it no longer needs the bytes.</summary>
    ValueTask<FrameReply> HandleAsync(IncomingFrame frame, FrameConnection connection, CancellationToken connectionAborted);
}

/// <summary>
/// The treatment of a request, as far as its first bytes tell: what may run beside it, and where its frame's memory comes from.
/// </summary>
public enum FrameKind
{
    /// <summary>
    /// Answered from memory, or decoded and released at once: heartbeats, metadata, fetches. No other kind can fill its memory.
    /// </summary>
    Quick,

    /// <summary>
    /// May keep its frame until other members have joined or something is durable: rebalances, offset commits, changes of topics.
    /// </summary>
    Waiting,

    /// <summary>
    /// Keeps its frame until its segment is sealed, and may start while earlier requests of this kind are unanswered: Produce.
    /// </summary>
    Overlapping,
}

/// <summary>
/// A handler's answer. <see cref="Slices"/> begin with the length prefix and leave in one gather send. Then, sent or not, <see
/// cref="Owner"/> is disposed, which holds whatever the slices borrow.
/// </summary>
public readonly record struct FrameReply(IReadOnlyList<ReadOnlyMemory<byte>>? Slices, IDisposable? Owner, bool CloseAfter = false)
{
    /// <summary>Sends nothing (Produce with acks=0).</summary>
    public static readonly FrameReply None;

    /// <summary>Sends nothing and closes the connection.</summary>
    public static readonly FrameReply Close = new(null, null, CloseAfter: true);
}

/// <summary>
/// The connection that a frame arrived on, as a handler may know it, with the handler's own state. Used by one request at a
/// time, except by overlapping ones.
/// </summary>
public sealed class FrameConnection(long id, EndPoint? remote)
{
    private bool _isEstablished;

    /// <summary>Unique in the process.</summary>
    public long Id { get; } = id;

    public EndPoint? Remote { get; } = remote;

    /// <summary>
    /// The requests of this connection that had no answer when the present one arrived, itself included. Set and valid on the receive path.
    /// </summary>
    public int RequestsInFlight { get; internal set; }

    /// <summary>Owned by the handler: its own state of the connection, such as how far a handshake has come.</summary>
    public object? HandlerState { get; set; }

    internal bool IsEstablished => Volatile.Read(ref _isEstablished);

    /// <summary>Tells the server that the peer has finished the handshake of the handler's protocol.</summary>
    public void Establish() => Volatile.Write(ref _isEstablished, true);
}
