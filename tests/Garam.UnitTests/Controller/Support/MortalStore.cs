using Garam.Storage;

namespace Garam.UnitTests.Controller.Support;

/// <summary>
/// The store as one process sees it, until that process dies: at a given change, before or after it takes effect, and from then on
/// nothing is answered any more.
/// </summary>
internal sealed class MortalStore(IObjectStore inner) : IObjectStore
{
    private readonly TaskCompletionSource _never = new();

    public int Alignment => inner.Alignment;

    /// <summary>The change (counted from 1) at which the process dies; it lives on at 0.</summary>
    public int DiesAtChange { get; set; }

    /// <summary>The deadly change takes effect although nobody hears of it.</summary>
    public bool LastChangeLands { get; set; }

    public int Changes { get; private set; }

    public bool IsDead { get; private set; }

    public void Die() => IsDead = true;

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        ChangeAsync(() => inner.CreateAsync(key, content, cancellation));

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        await LiveAsync();
        return await inner.ReadAsync(key, position, destination, cancellation);
    }

    public async ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        await LiveAsync();
        return await inner.StatAsync(key, cancellation);
    }

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        await LiveAsync();
        return await inner.ListAsync(prefix, startAfter, limit, cancellation);
    }

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        foreach (var key in keys)
        {
            await ChangeAsync(async () =>
            {
                await inner.DeleteAsync([key], cancellation);
                return true;
            });
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<T> ChangeAsync<T>(Func<ValueTask<T>> change)
    {
        await LiveAsync();
        if (++Changes == DiesAtChange)
        {
            IsDead = true;
            if (LastChangeLands)
            {
                await change();
            }
        }

        await LiveAsync();
        return await change();
    }

    private async ValueTask LiveAsync()
    {
        await Task.Yield();
        if (IsDead)
        {
            await _never.Task;
        }
    }
}
