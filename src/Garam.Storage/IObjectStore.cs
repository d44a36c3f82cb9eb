namespace Garam.Storage;

/// <summary>
/// Immutable objects under a flat name space. Objects are created once and never overwritten, so every put is conditional: that
/// is the one primitive that the journal's safety rests on. Faults throw <see cref="Errors.GaramException"/>. After a fault, and after a
/// cancellation, the outcome of a put is unknown: it may have been done, and it may still be done later.
/// </summary>
public interface IObjectStore : IAsyncDisposable
{
    /// <summary>
    /// In bytes, a power of two. Puts whose content (address and length) and reads whose position, length and destination are
    /// multiples of it go around the page cache where the store has one. 1 where it does not matter.
    /// </summary>
    int Alignment { get; }

    /// <summary>
    /// Durable when it completes: data, name and directory are synced. Borrows <paramref name="content"/> until the call has ended. A
    /// cancelled call ends only when nothing reads the content any more, so that its owner may use the memory again.
    /// </summary>
    ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>
    /// The same for a content whose CRC-32C the caller can tell without reading all of it. A store that sends a checksum with each object
    /// asks for it, and others do not. A wrong one is a fault where the service compares it.
    /// </summary>
    ValueTask<PutOutcome> CreateAsync(
        string key, ReadOnlyMemory<byte> content, Func<uint>? checksum, CancellationToken cancellation) =>
        CreateAsync(key, content, cancellation);

    /// <summary>Fills <paramref name="destination"/> from byte <paramref name="position"/>, or up to the object's end.</summary>
    ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>Null when there is no such object.</summary>
    ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation);

    /// <summary>
    /// Lists at most <paramref name="limit"/> objects whose keys begin with <paramref name="prefix"/> and sort (ordinal) after
    /// <paramref name="startAfter"/>, in order. Fewer than <paramref name="limit"/> means that there are no more.
    /// </summary>
    ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation);

    /// <summary>Deleting a missing object is success.</summary>
    ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation);
}

public enum PutOutcome
{
    Created,
    AlreadyExists,
}

/// <param name="Found">False when there is no such object.</param>
/// <param name="BytesRead">The part of the destination that was filled.</param>
public readonly record struct ReadOutcome(bool Found, int BytesRead)
{
    public static readonly ReadOutcome Missing = new(false, 0);
}

/// <param name="Key">The whole key.</param>
/// <param name="Size">In bytes.</param>
public readonly record struct ObjectStat(string Key, long Size)
{
    /// <summary>The CRC-32C of the content, where the store keeps one. Lists do without it.</summary>
    public uint? Checksum { get; init; }
}
