namespace Garam.Storage.Errors;

/// <summary>A fault of the environment. Vendor exceptions are translated into it at the boundary that knows them.</summary>
public sealed class GaramException(ErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public ErrorKind Kind { get; } = kind;

    /// <summary>The disk is full, or a quota is used up: what makes room helps, a repetition alone does not.</summary>
    public bool IsNoSpace { get; init; }
}
