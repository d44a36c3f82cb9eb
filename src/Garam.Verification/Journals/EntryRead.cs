using Garam.Storage.Errors;

namespace Garam.Verification.Journals;

/// <summary>What reading a number of the journal gave.</summary>
/// <param name="Sequence">The number.</param>
/// <param name="Bytes">Null when there is no such entry, or when it cannot be read.</param>
/// <param name="Fault">Why it cannot be read.</param>
internal readonly record struct EntryRead(long Sequence, byte[]? Bytes, GaramException? Fault)
{
    public bool IsAbsent => Bytes is null && Fault is null;
}
