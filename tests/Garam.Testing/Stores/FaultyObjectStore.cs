using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Testing.Stores;

/// <summary>
/// A store that fails as its plan says; without this, code for lost answers and bad bytes is never run. For tests and the simulation.
/// Owns the store that it wraps.
/// </summary>
/// <param name="inner">Does the work.</param>
/// <param name="plan">Decides what goes wrong.</param>
/// <param name="random">Chooses the bit or the length that is wrong. Seeded by the caller.</param>
public sealed class FaultyObjectStore(IObjectStore inner, IFaultPlan plan, Random random) : IObjectStore
{
    public int Alignment => inner.Alignment;

    public async ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var fault = Before(StoreOperation.Create, key);
        var outcome = await inner.CreateAsync(key, content, cancellation);
        After(fault, StoreOperation.Create, key);
        return outcome;
    }

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        var fault = Before(StoreOperation.Read, key);
        var outcome = await inner.ReadAsync(key, position, destination, cancellation);
        After(fault, StoreOperation.Read, key);
        if (outcome.BytesRead == 0)
        {
            return outcome;
        }

        switch (fault)
        {
            case StoreFault.CorruptRead:
                destination.Span[random.Next(outcome.BytesRead)] ^= (byte)(1 << random.Next(8));
                return outcome;
            case StoreFault.TruncateRead:
                return outcome with { BytesRead = random.Next(outcome.BytesRead) };
            default:
                return outcome;
        }
    }

    public async ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        var fault = Before(StoreOperation.Stat, key);
        var stat = await inner.StatAsync(key, cancellation);
        After(fault, StoreOperation.Stat, key);
        return stat;
    }

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
        string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        var fault = Before(StoreOperation.List, prefix);
        var found = await inner.ListAsync(prefix, startAfter, limit, cancellation);
        After(fault, StoreOperation.List, prefix);
        return found;
    }

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        var first = keys.Count > 0 ? keys[0] : "";
        var fault = Before(StoreOperation.Delete, first);
        await inner.DeleteAsync(keys, cancellation);
        After(fault, StoreOperation.Delete, first);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private StoreFault Before(StoreOperation operation, string key)
    {
        var fault = plan.Next(operation, key);
        return fault == StoreFault.FailBefore ? throw Unavailable(operation, key) : fault;
    }

    private static void After(StoreFault fault, StoreOperation operation, string key)
    {
        if (fault == StoreFault.FailAfter)
        {
            throw Unavailable(operation, key);
        }
    }

    private static GaramException Unavailable(StoreOperation operation, string key) =>
        new(ErrorKind.Unavailable, $"{operation} of '{key}' failed on purpose");
}
