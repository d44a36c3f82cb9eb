namespace Garam.Transport.Frames;

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
