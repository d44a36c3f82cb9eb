using System.Buffers.Binary;
using System.Globalization;
using Garam.Journal.Objects;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Journal.Skips;

/// <summary>Skip records as objects <c>skips/{sequence:D20}</c>. Read once, when a replica is restored.</summary>
public sealed class SkipRecordStore(IObjectStore store)
{
    public const string Prefix = "skips/";

    private const int BodyBytes = sizeof(long) + sizeof(ulong);

    private static readonly StoredRecord Format = new(0x4752534B, 1);

    public static string KeyOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D20}");

    /// <summary>For operators. Throws Conflict when the number has another record already: skips are never changed.</summary>
    public async ValueTask WriteAsync(SkipRecord skip, CancellationToken cancellation)
    {
        var body = new byte[BodyBytes];
        BinaryPrimitives.WriteInt64BigEndian(body, skip.Sequence);
        BinaryPrimitives.WriteUInt64BigEndian(body.AsSpan(sizeof(long)), skip.Nonce);
        if (await store.CreateAsync(KeyOf(skip.Sequence), Format.Seal(body), cancellation) == PutOutcome.AlreadyExists
            && await ReadAsync(KeyOf(skip.Sequence), cancellation) != skip)
        {
            throw new GaramException(ErrorKind.Conflict, $"{KeyOf(skip.Sequence)} already exists with different content.");
        }
    }

    public async ValueTask<IReadOnlyDictionary<long, SkipRecord>> ReadAllAsync(CancellationToken cancellation)
    {
        var skips = new Dictionary<long, SkipRecord>();
        foreach (var stored in await store.ListAllAsync(Prefix, Prefix, cancellation))
        {
            var skip = await ReadAsync(stored.Key, cancellation);
            skips.Add(skip.Sequence, skip);
        }

        return skips;
    }

    /// <summary>
    /// Deletes the records of every number after <paramref name="sequence"/>, because other entries will get these numbers. Returns how
    /// many there were.
    /// </summary>
    public ValueTask<int> DeleteAfterAsync(long sequence, CancellationToken cancellation) =>
        store.DeleteListedAsync(Prefix, KeyOf(sequence), static _ => true, cancellation);

    private ValueTask<SkipRecord> ReadAsync(string key, CancellationToken cancellation) =>
        ObjectStoreExtensions.RereadCorruptAsync(() => ReadOnceAsync(key, cancellation));

    private async ValueTask<SkipRecord> ReadOnceAsync(string key, CancellationToken cancellation)
    {
        var stored = await store.ReadWholeAsync(key, 1024, cancellation);
        var body = Format.Open(stored, key);
        return body.Length == BodyBytes
            ? new SkipRecord(
                BinaryPrimitives.ReadInt64BigEndian(body.Span), BinaryPrimitives.ReadUInt64BigEndian(body.Span[sizeof(long)..]))
            : throw new GaramException(ErrorKind.Corrupt, $"{key} is corrupt: a skip record has {BodyBytes} bytes.");
    }
}

/// <summary>
/// An operator's decision that the entry at a number changes nothing, because no replica can read or apply it. Every replica must restart
/// from a snapshot before the entry, and then takes the entry for accepted and empty.
/// </summary>
/// <param name="Sequence">The number of the entry to skip.</param>
/// <param name="Nonce">The entry's nonce, which its successor names as predecessor. The entry itself may be unreadable.</param>
public readonly record struct SkipRecord(long Sequence, ulong Nonce);
