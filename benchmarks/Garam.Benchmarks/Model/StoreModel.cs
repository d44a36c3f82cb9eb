using Garam.Storage;

namespace Garam.Benchmarks.Model;

/// <summary>
/// A store in memory that takes as long as a cloud's: each request waits for a time drawn from the published quantiles of its kind. Counts
/// requests. Any thread.
/// </summary>
internal sealed class StoreModel(IObjectStore inner, ModelClass speeds, TimeProvider time, int seed = 1) : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private long _writes;
    private long _reads;

    public int Alignment => inner.Alignment;

    /// <summary>Requests that are paid as writes (PUT, LIST), and as reads. Deletions cost nothing.</summary>
    public (long Writes, long Reads) Requests => (Interlocked.Read(ref _writes), Interlocked.Read(ref _reads));

    public async ValueTask<PutOutcome> CreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _writes);
        await DelayAsync(speeds.Write, cancellation);
        return await inner.CreateAsync(key, content, cancellation);
    }

    public async ValueTask<ReadOutcome> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        await DelayAsync(speeds.Read, cancellation);
        return await inner.ReadAsync(key, position, destination, cancellation);
    }

    public async ValueTask<ObjectStat?> StatAsync(string key, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _reads);
        await DelayAsync(speeds.Read, cancellation);
        return await inner.StatAsync(key, cancellation);
    }

    public async ValueTask<IReadOnlyList<ObjectStat>> ListAsync(
        string prefix, string startAfter, int limit, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _writes);
        await DelayAsync(speeds.Read, cancellation);
        return await inner.ListAsync(prefix, startAfter, limit, cancellation);
    }

    public async ValueTask DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        await DelayAsync(speeds.Write, cancellation);
        await inner.DeleteAsync(keys, cancellation);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task DelayAsync(Quantiles quantiles, CancellationToken cancellation)
    {
        double draw;
        lock (_gate)
        {
            // Box and Muller: a standard normal number.
            draw = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        }

        return Task.Delay(quantiles.At(draw), time, cancellation);
    }
}

/// <summary>The speeds and the prices of a class of storage.</summary>
/// <param name="DollarsPerWrite">The list price of one request in us-east-1.</param>
internal sealed record ModelClass(string Name, Quantiles Write, Quantiles Read, double DollarsPerWrite, double DollarsPerRead)
{
    public static ModelClass Standard { get; } =
        new("S3 Standard", new Quantiles(100, 195, 274), new Quantiles(63, 78, 118), 0.005 / 1000, 0.0004 / 1000);

    /// <summary>One zone. Its quantiles are as far apart as those of S3 Standard. Bytes are billed beside the requests.</summary>
    public static ModelClass Express { get; } =
        new("S3 Express One Zone", new Quantiles(8, 15.6, 21.9), new Quantiles(5, 6.2, 9.4), 0.00113 / 1000, 0.00003 / 1000);
}

/// <summary>A lognormal distribution through the median, with a tail that passes through the two other quantiles.</summary>
internal sealed record Quantiles(double P50Ms, double P99Ms, double P999Ms)
{
    private const double P99 = 2.3263;
    private const double P999 = 3.0902;

    /// <param name="z">A standard normal number.</param>
    public TimeSpan At(double z)
    {
        var (bottom, middle, top) = (Math.Log(P50Ms), Math.Log(P99Ms), Math.Log(P999Ms));
        var logarithm = z <= P99
            ? bottom + (z * (middle - bottom) / P99)
            : middle + ((z - P99) * (top - middle) / (P999 - P99));
        return TimeSpan.FromMilliseconds(Math.Exp(logarithm));
    }
}
