using Garam.Storage;

namespace Garam.UnitTests.Support;

/// <summary>A store whose reads wait for a task of the test's, and end with its fault when it has one.</summary>
/// <param name="inner">Does everything else.</param>
/// <param name="hold">The task that a read of this key waits for; null for none.</param>
internal sealed class HeldReadStore(IObjectStore inner, Func<string, Task?> hold) : IObjectStore
{
    public int Alignment => inner.Alignment;

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        if (hold(key) is { } held)
        {
            await held;
        }

        return await inner.ReadAsync(key, position, destination, cancellation);
    }

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        inner.CreateAsync(key, content, cancellation);

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => inner.StatAsync(key, cancellation);

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation) =>
        inner.ListAsync(prefix, startAfter, limit, cancellation);

    public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => inner.DeleteAsync(keys, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
