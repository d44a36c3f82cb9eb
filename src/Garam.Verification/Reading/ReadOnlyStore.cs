using Garam.Storage;
using Garam.Storage.Errors;

namespace Garam.Verification.Reading;

/// <summary>The rule of this project: whatever it stands on can write, it does not. Does not own the store.</summary>
internal sealed class ReadOnlyStore(IObjectStore store) : IObjectStore
{
    public int Alignment => store.Alignment;

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
        store.ReadAsync(key, position, destination, cancellation);

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => store.StatAsync(key, cancellation);

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation) =>
        store.ListAsync(prefix, startAfter, limit, cancellation);

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        throw Refusal(key);

    public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => throw Refusal(keys[0]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static GaramException Refusal(string key) => new(ErrorKind.Internal, $"A verification tried to change {key}.");
}
