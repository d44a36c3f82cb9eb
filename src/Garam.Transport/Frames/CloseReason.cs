namespace Garam.Transport.Frames;

/// <summary>Why a connection ended; the first reason counts. Up to <see cref="Drained"/> they are ordinary. The names are values of a metric's tag.</summary>
internal enum CloseReason
{
    /// <summary>The peer closed its side between two frames.</summary>
    PeerClosed,

    /// <summary>The stream broke.</summary>
    PeerReset,

    /// <summary>Nothing was asked for too long.</summary>
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

    /// <summary>A frame was begun and did not arrive in time.</summary>
    SlowRequest,

    /// <summary>A reply was not taken in time.</summary>
    SlowReader,

    /// <summary>The handler failed: a bug here.</summary>
    HandlerFault,
}
