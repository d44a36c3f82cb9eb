namespace Garam.Storage.Errors;

/// <summary>Tells the caller of a failed operation what to do.</summary>
public enum ErrorKind
{
    /// <summary>Somebody else was first: read again, then decide.</summary>
    Conflict,

    /// <summary>Slow down, then try again.</summary>
    Throttled,

    /// <summary>
    /// Try again later. The outcome of what was asked is unknown. A full disk is of this kind: clients get a retriable error, and
    /// all goes on by itself when there is room again.
    /// </summary>
    Unavailable,

    /// <summary>This process has lost its role: stop for good.</summary>
    Fenced,

    /// <summary>The bytes are not what was written: set them aside and alert.</summary>
    Corrupt,

    /// <summary>The input, the configuration or the environment (a read-only directory, a wrong key) has to be fixed first.</summary>
    Invalid,

    /// <summary>A bug.</summary>
    Internal,
}

/// <summary>A fault of the environment. Vendor exceptions are translated into it at the boundary that knows them.</summary>
public sealed class GaramException(ErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public ErrorKind Kind { get; } = kind;

    /// <summary>The disk is full, or a quota is used up: what makes room helps, a repetition alone does not.</summary>
    public bool IsNoSpace { get; init; }
}
