using System.Net;

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

/// <summary>How a request is treated, as far as its first bytes tell: what may run beside it, and which memory its frame takes.</summary>
public enum FrameKind
{
    /// <summary>Answered from memory, or decoded and given back at once: heartbeats, metadata, fetches. Its frame takes memory that no other kind can fill.</summary>
    Quick,

    /// <summary>May keep its frame until others have joined or something is durable: group rounds, commits of offsets, changes of topics.</summary>
    Waiting,

    /// <summary>Keeps its frame until its segment is sealed, and may start while earlier requests of this kind are unanswered: Produce.</summary>
    Overlapping,
}

/// <summary>
/// What a handler answers. <see cref="Slices"/> begin with the length prefix and are sent in one gather send; then, sent or
/// not, <see cref="Owner"/> is disposed: it holds whatever the slices borrow.
/// </summary>
public readonly record struct FrameReply(IReadOnlyList<ReadOnlyMemory<byte>>? Slices, IDisposable? Owner, bool CloseAfter = false)
{
    /// <summary>Nothing is sent (Produce with acks=0).</summary>
    public static readonly FrameReply None;

    /// <summary>Nothing is sent and the connection is closed.</summary>
    public static readonly FrameReply Close = new(null, null, CloseAfter: true);
}

/// <summary>What a handler may know and remember about the connection a frame came in on. Used by one request at a time, except by overlapping ones.</summary>
public sealed class FrameConnection(long id, EndPoint? remote, string listener)
{
    /// <summary>Unique within the process.</summary>
    public long Id { get; } = id;

    public EndPoint? Remote { get; } = remote;

    /// <summary>The name of the listener that accepted it.</summary>
    public string Listener { get; } = listener;

    /// <summary>Owned by the handler: its own per-connection state (client software, fetch session, principal).</summary>
    public object? HandlerState { get; set; }
}
