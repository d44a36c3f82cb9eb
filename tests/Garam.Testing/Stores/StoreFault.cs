namespace Garam.Testing.Stores;

/// <summary>The fault that one request suffers.</summary>
public enum StoreFault
{
    None,

    /// <summary>Nothing is done, and the caller learns that the outcome is unknown.</summary>
    FailBefore,

    /// <summary>All is done, and the caller learns that the outcome is unknown: the answer was lost.</summary>
    FailAfter,

    /// <summary>Reads only: one bit of the answer is wrong.</summary>
    CorruptRead,

    /// <summary>Reads only: the object ends early.</summary>
    TruncateRead,
}
