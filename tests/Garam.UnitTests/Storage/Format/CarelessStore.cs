using Garam.Storage;
using Garam.Storage.Memory;

namespace Garam.UnitTests.Storage.Format;

/// <summary>How a store takes "create only if absent".</summary>
public enum Promise
{
    BrokenAlways,
    BrokenInRaces,
    NobodyWins,
    LoserOverwrites,
}

/// <summary>Like the stores that ignore <c>If-None-Match</c> without a word.</summary>
internal sealed class CarelessStore(Promise promise) : IObjectStore
{
    private readonly MemoryObjectStore _inner = new();

    public int Alignment => 1;

    public async ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var outcome = await _inner.CreateAsync(key, content, cancellation);
        if (outcome == PutOutcome.AlreadyExists && promise == Promise.LoserOverwrites)
        {
            await _inner.DeleteAsync([key], cancellation);
            await _inner.CreateAsync(key, content, cancellation);
        }

        var racing = key.EndsWith("race", StringComparison.Ordinal);
        return promise switch
        {
            Promise.BrokenAlways => PutOutcome.Created,
            Promise.BrokenInRaces when racing => PutOutcome.Created,
            Promise.NobodyWins => PutOutcome.AlreadyExists,
            _ => outcome,
        };
    }

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
        _inner.ReadAsync(key, position, destination, cancellation);

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => _inner.StatAsync(key, cancellation);

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
        string prefix, string startAfter, int limit, CancellationToken cancellation) =>
        _inner.ListAsync(prefix, startAfter, limit, cancellation);

    public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => _inner.DeleteAsync(keys, cancellation);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
