using System.Buffers;
using Garam.Waiting;

namespace Garam.Storage.Hedging;

/// <summary>
/// Sends a read that takes unusually long a second time and takes the answer that comes first. On a remote store one request in a hundred
/// takes several times as long as the others, for reasons of its own that a second request does not share.
/// <para>
/// Creates are not sent twice: the one that comes second is refused, and each refusal would have to be settled by one more request. Owns
/// the store that it wraps. Any thread.
/// </para>
/// </summary>
public sealed class HedgedObjectStore(IObjectStore inner, HedgeOptions options, TimeProvider time) : IObjectStore
{
    /// <summary>The time of a small read says nothing about a large one.</summary>
    private const int SmallBytesMax = 64 * 1024;

    private readonly HedgeDelay _small = new(options);
    private readonly HedgeDelay _large = new(options);
    private int _inFlight;

    public int Alignment => inner.Alignment;

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        inner.CreateAsync(key, content, cancellation);

    public ValueTask<PutOutcome> CreateAsync(
        string key, ReadOnlyMemory<byte> content, Func<uint>? checksum, CancellationToken cancellation) =>
        inner.CreateAsync(key, content, checksum, cancellation);

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        var delay = destination.Length <= SmallBytesMax ? _small : _large;
        using var stopFirst = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var first = ReadOnceAsync(key, position, destination, stopFirst.Token);
        if (await EndsWithinAsync(first, delay.Current))
        {
            delay.Note(isSlower: false);
            return await first;
        }

        delay.Note(isSlower: true);
        if (!TryEnter())
        {
            return await first;
        }

        var spare = ArrayPool<byte>.Shared.Rent(Math.Max(destination.Length, 1));
        try
        {
            return await RaceAsync(key, position, destination, spare, new Attempt(first, stopFirst), cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(spare);
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) => inner.StatAsync(key, cancellation);

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation) =>
        inner.ListAsync(prefix, startAfter, limit, cancellation);

    public ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => inner.DeleteAsync(keys, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>The slower read is cancelled and waited for, because until it has ended it may write to its buffer.</summary>
    private async ValueTask<ReadOutcome> RaceAsync(
        string key, long position, Memory<byte> destination, byte[] spare, Attempt first, CancellationToken cancellation)
    {
        using var stopSecond = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var second = new Attempt(ReadOnceAsync(key, position, spare.AsMemory(0, destination.Length), stopSecond.Token), stopSecond);
        var winner = await Task.WhenAny(first.Read, second.Read) == first.Read ? first : second;
        var loser = winner == first ? second : first;
        if (!winner.Read.IsCompletedSuccessfully)
        {
            // One fault is no answer; the other read may still bring one.
            (winner, loser) = (loser, winner);
            await EndedAsync(winner.Read);
        }

        loser.Stop.CancelInline();
        await EndedAsync(loser.Read);
        var outcome = await winner.Read;
        if (winner == second)
        {
            spare.AsSpan(0, outcome.BytesRead).CopyTo(destination.Span);
        }

        return outcome;
    }

    private async Task<ReadOutcome> ReadOnceAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
        await inner.ReadAsync(key, position, destination, cancellation);

    private async ValueTask<bool> EndsWithinAsync(Task read, TimeSpan delay)
    {
        if (read.IsCompleted)
        {
            return true;
        }

        using var ended = new CancellationTokenSource();
        var isFirst = await Task.WhenAny(read, Task.Delay(delay, time, ended.Token)) == read;
        ended.CancelInline();
        return isFirst;
    }

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref _inFlight) <= options.InFlightMax)
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    /// <summary>Waits for the end, whatever it is.</summary>
    private static async ValueTask EndedAsync(Task read)
    {
        await Task.WhenAny(read);

        // A fault of the read that lost is nobody's.
        _ = read.Exception;
    }

    private sealed record Attempt(Task<ReadOutcome> Read, CancellationTokenSource Stop);
}
