namespace Garam.Journal.Backends;

/// <summary>
/// Stores journal entries. It promises only that the first create of a number wins; every other meaning (acceptance, leadership, floors) is
/// decided above it. Faults throw GaramException; after Unavailable the outcome is unknown.
/// </summary>
public interface IJournalBackend
{
    /// <summary>Durable unless it answers <see cref="AppendOutcome.Taken"/>. Borrows <paramref name="entry"/> until then.</summary>
    ValueTask<AppendOutcome> AppendAsync(long sequence, ReadOnlyMemory<byte> entry, CancellationToken cancellation);

    /// <summary>Null when there is no entry of this number.</summary>
    ValueTask<byte[]?> ReadAsync(long sequence, CancellationToken cancellation);

    /// <summary>The entries that exist above <paramref name="after"/>, ascending, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<ListedEntry>> ListAsync(long after, int limit, CancellationToken cancellation);

    /// <summary>
    /// Deletes these numbers. The caller has raised the durable floor first and spares every number at which a deposed leader has to lose.
    /// </summary>
    ValueTask DeleteAsync(IReadOnlyList<long> sequences, CancellationToken cancellation);
}

/// <param name="Sequence">The entry's number.</param>
/// <param name="Size">In bytes.</param>
public readonly record struct ListedEntry(long Sequence, long Size);

public enum AppendOutcome
{
    /// <summary>By the first attempt.</summary>
    Appended,

    /// <summary>
    /// Some attempt before had no answer. The number may have been another's, and trimmed, in between: the caller looks at the floor.
    /// </summary>
    AppendedByRepeat,

    /// <summary>Another entry has the number.</summary>
    Taken,
}
