using System.Buffers.Binary;
using System.Globalization;
using Garam.Journal.Objects;
using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Journal.Trimming;

/// <summary>
/// The number below which journal entries may be missing although they existed: <c>floor/{sequence:D20}</c>, the highest counts. It is
/// raised before anything is deleted. A caller that finds a number below it absent must not take that number for free.
/// </summary>
public sealed class DurableFloor(IObjectStore store)
{
    public const string Prefix = "floor/";

    private static readonly StoredRecord Format = new(0x4752464C, 1);

    public static string KeyOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D20}");

    /// <summary>0 when nothing was ever trimmed.</summary>
    public async ValueTask<long> ReadAsync(CancellationToken cancellation)
    {
        var floors = await store.ListAllAsync(Prefix, Prefix, cancellation);
        return floors.Count == 0 ? 0 : SequenceOf(floors[^1].Key);
    }

    /// <summary>Durable when it completes. Raising it to where it stands, or stood, is success.</summary>
    public async ValueTask RaiseAsync(long sequence, CancellationToken cancellation)
    {
        var body = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(body, sequence);
        await store.CreateAsync(KeyOf(sequence), Format.Seal(body), cancellation);

        var floors = await store.ListAllAsync(Prefix, Prefix, cancellation);
        var lower = floors.ConvertAll(floor => floor.Key).FindAll(key => SequenceOf(key) < sequence);
        if (lower.Count > 0)
        {
            await store.DeleteAsync(lower, cancellation);
        }
    }

    /// <summary>
    /// Says whether the object of a floor is whole, because readers go by the name alone. Throws Corrupt; true when the floor no longer
    /// exists.
    /// </summary>
    public async ValueTask<bool> CheckAsync(long sequence, CancellationToken cancellation)
    {
        var key = KeyOf(sequence);
        if (await store.ReadWholeAsync(key, 1024, cancellation) is not { } stored)
        {
            return true;
        }

        var body = Format.Open(stored, key);
        return body.Length == sizeof(long) && BinaryPrimitives.ReadInt64BigEndian(body.Span) == sequence;
    }

    private static long SequenceOf(string key) =>
        long.TryParse(key.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : throw new GaramException(ErrorKind.Corrupt, $"{key} is not the name of a journal floor.");
}
