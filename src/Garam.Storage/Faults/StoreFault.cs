namespace Garam.Storage.Faults;

/// <summary>What goes wrong with one request.</summary>
public enum StoreFault
{
    None,

    /// <summary>Nothing is done, and the caller is told that the outcome is unknown.</summary>
    FailBefore,

    /// <summary>All is done, and the caller is told that the outcome is unknown: an answer that was lost.</summary>
    FailAfter,

    /// <summary>Reads only: one bit of the answer is wrong.</summary>
    CorruptRead,

    /// <summary>Reads only: the object ends early.</summary>
    TruncateRead,
}
