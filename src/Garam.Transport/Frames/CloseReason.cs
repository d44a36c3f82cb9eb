namespace Garam.Transport.Frames;

/// <summary>
/// The reason for the end of a connection; the first one counts. Those up to <see cref="Drained"/> are ordinary. The names are values of a
/// metric's tag.
/// </summary>
internal enum CloseReason
{
    /// <summary>The peer closed its side between two frames.</summary>
    PeerClosed,

    /// <summary>The stream broke.</summary>
    PeerReset,

    /// <summary>The peer sent no request for too long.</summary>
    Idle,

    /// <summary>The handler's reply asked for it.</summary>
    HandlerClosed,

    /// <summary>This process stops.</summary>
    Drained,

    /// <summary>The peer closed its side inside a frame.</summary>
    TruncatedFrame,

    /// <summary>A negative length, or one above the limit.</summary>
    InvalidLength,

    /// <summary>The bytes of a frame are not a request.</summary>
    MalformedRequest,

    /// <summary>The peer does not speak TLS, or its certificate is not accepted.</summary>
    RefusedTls,

    /// <summary>A frame began and did not arrive in time.</summary>
    SlowRequest,

    /// <summary>The handshake was not over in time.</summary>
    SlowHandshake,

    /// <summary>The peer did not take a reply in time.</summary>
    SlowReader,

    /// <summary>The handler failed: a bug in this program.</summary>
    HandlerFault,
}
