using Garam.Storage.Errors;

namespace Garam.Storage.Metering;

/// <summary>Counts and times every request. Owns the store that it wraps.</summary>
/// <param name="health">Told how creates end; may be null.</param>
public sealed class MeteredObjectStore(IObjectStore inner, StorageMetrics metrics, TimeProvider time, WriteHealth? health = null)
    : IObjectStore
{
    public int Alignment => inner.Alignment;

    public ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        CreateAsync(key, content, null, cancellation);

    public async ValueTask<PutOutcome> CreateAsync(
        string key, ReadOnlyMemory<byte> content, Func<uint>? checksum, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        try
        {
            var outcome = await inner.CreateAsync(key, content, checksum, cancellation);
            if (outcome == PutOutcome.Created)
            {
                metrics.Written(content.Length);
            }

            health?.Worked();
            Answered("create", outcome == PutOutcome.Created ? "created" : "exists", start);
            return outcome;
        }
        catch (Exception e) when (CreateFailed(e, start))
        {
            throw;
        }
    }

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        try
        {
            var outcome = await inner.ReadAsync(key, position, destination, cancellation);
            metrics.Read(outcome.BytesRead);
            Answered("read", outcome.Found ? "found" : "missing", start);
            return outcome;
        }
        catch (Exception e) when (Failed("read", e, start))
        {
            throw;
        }
    }

    public async ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        try
        {
            var stat = await inner.StatAsync(key, cancellation);
            Answered("stat", stat is null ? "missing" : "found", start);
            return stat;
        }
        catch (Exception e) when (Failed("stat", e, start))
        {
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
        string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        try
        {
            var found = await inner.ListAsync(prefix, startAfter, limit, cancellation);
            Answered("list", "ok", start);
            return found;
        }
        catch (Exception e) when (Failed("list", e, start))
        {
            throw;
        }
    }

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        try
        {
            await inner.DeleteAsync(keys, cancellation);
            Answered("delete", "ok", start);
        }
        catch (Exception e) when (Failed("delete", e, start))
        {
            throw;
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Answered(string operation, string outcome, long start) =>
        metrics.Answered(operation, outcome, time.GetElapsedTime(start));

    private bool CreateFailed(Exception fault, long start)
    {
        health?.Failed(fault);
        return Failed("create", fault, start);
    }

    /// <summary>Always false: a filter that only looks on, so that the exception keeps its stack.</summary>
    private bool Failed(string operation, Exception fault, long start)
    {
        var outcome = fault switch
        {
            GaramException { Kind: var kind } => NameOf(kind),
            OperationCanceledException => "cancelled",
            _ => "internal",
        };
        Answered(operation, outcome, start);
        return false;
    }

    // Spelt out, because ToString would allocate and ToLower would follow every renaming into the dashboards.
    private static string NameOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Conflict => "conflict",
        ErrorKind.Throttled => "throttled",
        ErrorKind.Unavailable => "unavailable",
        ErrorKind.Fenced => "fenced",
        ErrorKind.Corrupt => "corrupt",
        ErrorKind.Invalid => "invalid",
        _ => "internal",
    };
}
