using Garam.Storage.Errors;
using Garam.Waiting;

namespace Garam.Storage.Retries;

/// <summary>
/// Repeats requests that a store could not serve at the moment. Reads, lists and deletes can be repeated freely. A create is repeated with
/// the same bytes. Once an attempt has ended without an answer, "exists already" may be its own doing, so the object is read back, and
/// equal content means that it won. Contents must therefore tell writers apart: journal entries carry a nonce, segments have names of their
/// own. Owns the store that it wraps.
/// <para>
/// For stores across a network, whose single requests fail. It wraps the metering, so that every attempt is counted. The
/// directory store goes without it: a local disk refuses the same request again at once. There the callers repeat segments, journal
/// entries and reads, or refuse them to clients that send again.
/// </para>
/// </summary>
public sealed class RetryingObjectStore(IObjectStore inner, RetryOptions options, Random random, TimeProvider time) : IObjectStore
{
    private readonly Backoff _backoff = new(options.DelayFirst, options.DelayMax) { Spread = new Spread(0.5, 0.5, random) };

    private readonly RetryBudget _budget = new(options.BudgetMax, options.BudgetPerSuccess);

    public int Alignment => inner.Alignment;

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        CreateAsync(key, content, null, cancellation);

    public async ValueTask<PutOutcome> CreateAsync(
        string key, ReadOnlyMemory<byte> content, Func<uint>? checksum, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await inner.CreateAsync(key, content, checksum, cancellation);
                _budget.Succeeded();
                var mayBeOurs = attempt > 1 && outcome == PutOutcome.AlreadyExists;
                return mayBeOurs && await StoredContent.IsAsync(this, key, content, cancellation) ? PutOutcome.Created : outcome;
            }
            catch (GaramException e) when (IsPassing(e, attempt))
            {
                await Task.Delay(_backoff.After(attempt), time, cancellation);
            }
        }
    }

    public ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation) =>
        RepeatAsync(token => inner.ReadAsync(key, position, destination, token), cancellation);

    public ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation) =>
        RepeatAsync(token => inner.StatAsync(key, token), cancellation);

    public ValueTask<IReadOnlyList<ObjectStat>> ListAsync(string prefix, string startAfter, int limit, CancellationToken cancellation) =>
        RepeatAsync(token => inner.ListAsync(prefix, startAfter, limit, token), cancellation);

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation) =>
        await RepeatAsync(
            async token =>
            {
                await inner.DeleteAsync(keys, token);
                return true;
            },
            cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<TResult> RepeatAsync<TResult>(
        Func<CancellationToken, ValueTask<TResult>> call, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await call(cancellation);
                _budget.Succeeded();
                return result;
            }
            catch (GaramException e) when (IsPassing(e, attempt))
            {
                await Task.Delay(_backoff.After(attempt), time, cancellation);
            }
        }
    }

    private bool IsPassing(GaramException fault, int attempt) =>
        fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled && attempt < options.AttemptsMax && _budget.TryTake();
}
