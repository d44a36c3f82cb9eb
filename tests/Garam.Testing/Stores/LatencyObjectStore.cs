using Garam.Storage;
namespace Garam.Testing.Stores;

/// <summary>
/// Delays every request before and again after it is carried out: an effect is visible to others before its author hears of it, and
/// requests overtake each other. For tests and the simulation. Owns the store that it wraps.
/// </summary>
public sealed class LatencyObjectStore(IObjectStore inner, StoreLatency latency, Random random, TimeProvider time) : IObjectStore
{
    public int Alignment => inner.Alignment;

    public async ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await DelayAsync(cancellation);
        var outcome = await inner.CreateAsync(key, content, cancellation);
        await DelayAsync(cancellation);
        return outcome;
    }

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        await DelayAsync(cancellation);
        var outcome = await inner.ReadAsync(key, position, destination, cancellation);
        await DelayAsync(cancellation);
        return outcome;
    }

    public async ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        await DelayAsync(cancellation);
        var stat = await inner.StatAsync(key, cancellation);
        await DelayAsync(cancellation);
        return stat;
    }

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
        string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        await DelayAsync(cancellation);
        var found = await inner.ListAsync(prefix, startAfter, limit, cancellation);
        await DelayAsync(cancellation);
        return found;
    }

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        await DelayAsync(cancellation);
        await inner.DeleteAsync(keys, cancellation);
        await DelayAsync(cancellation);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    // Half of it on each way.
    private Task DelayAsync(CancellationToken cancellation) => Task.Delay(latency.Draw(random) / 2, time, cancellation);
}
