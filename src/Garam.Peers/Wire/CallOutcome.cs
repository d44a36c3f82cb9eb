using Garam.Storage.Errors;

namespace Garam.Peers.Wire;

/// <summary>The outcome of a call, as a reply carries it. The numbers are frozen; those of <see cref="ErrorKind"/> are not.</summary>
internal enum CallOutcome : sbyte
{
    Done = 0,
    Unavailable = 1,
    Throttled = 2,
    Fenced = 3,
    Invalid = 4,
    Conflict = 5,
    Corrupt = 6,
    Internal = 7,
}

internal static class CallOutcomes
{
    public static CallOutcome Of(ErrorKind kind) => kind switch
    {
        ErrorKind.Unavailable => CallOutcome.Unavailable,
        ErrorKind.Throttled => CallOutcome.Throttled,
        ErrorKind.Fenced => CallOutcome.Fenced,
        ErrorKind.Invalid => CallOutcome.Invalid,
        ErrorKind.Conflict => CallOutcome.Conflict,
        ErrorKind.Corrupt => CallOutcome.Corrupt,
        _ => CallOutcome.Internal,
    };

    /// <summary>An outcome that a later program added says at least that the call was not done for certain.</summary>
    public static ErrorKind KindOf(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Throttled => ErrorKind.Throttled,
        CallOutcome.Fenced => ErrorKind.Fenced,
        CallOutcome.Invalid => ErrorKind.Invalid,
        CallOutcome.Conflict => ErrorKind.Conflict,
        CallOutcome.Corrupt => ErrorKind.Corrupt,
        CallOutcome.Internal => ErrorKind.Internal,
        _ => ErrorKind.Unavailable,
    };
}
