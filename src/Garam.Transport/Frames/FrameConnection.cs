using System.Net;

namespace Garam.Transport.Frames;

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
