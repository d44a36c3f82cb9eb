namespace Garam.Peers.Serving;

/// <summary>Why a peer's connection was closed. The names are values of a metric's tag.</summary>
internal enum RefusalReason
{
    /// <summary>A request before the handshake was over.</summary>
    NoHandshake,

    /// <summary>A step of the handshake that is not the next one.</summary>
    WrongStep,

    /// <summary>The proof is not one: another cluster's process, or an impostor.</summary>
    WrongKey,

    /// <summary>No version of the API in common.</summary>
    NoCommonVersion,

    /// <summary>A call that this program does not know.</summary>
    UnknownApi,

    /// <summary>The bytes are not a request.</summary>
    Malformed,
}
