namespace Garam.Bench.Payloads;

/// <summary>The values of one client's records. One thread.</summary>
internal interface IPayloadSource
{
    /// <summary>Returns the next value, borrowed until the next call.</summary>
    ReadOnlyMemory<byte> Next();
}

/// <summary>
/// Values of one size, cut at random places out of a pool of bytes that the seed determines. A share of each value can be compressed: runs
/// of one byte alternate with runs of random bytes.
/// </summary>
internal sealed class RandomPayload : IPayloadSource
{
    /// <summary>Longer than the windows of the codecs, so that they do not find one value inside another.</summary>
    private const int PoolBytesMin = 8 << 20;

    /// <summary>
    /// Short compared with any value, so that each holds its share of runs, and long compared with what a codec needs to encode a run.
    /// </summary>
    private const int RunBytes = 256;

    private readonly byte[] _pool;
    private readonly int _size;
    private readonly Random _random;

    /// <param name="size">The size of each value in bytes.</param>
    /// <param name="compressibleShare">From 0, nothing, to 1, everything.</param>
    /// <param name="seed">The same seed gives the same values.</param>
    public RandomPayload(int size, double compressibleShare, int seed)
    {
        _size = size;
        _random = new Random(seed);
        _pool = new byte[Math.Max(PoolBytesMin, 2 * (long)size)];
        _random.NextBytes(_pool);
        var fixedBytes = (int)(RunBytes * compressibleShare);
        for (var run = 0; run < _pool.Length; run += RunBytes)
        {
            _pool.AsSpan(run, Math.Min(fixedBytes, _pool.Length - run)).Fill((byte)'a');
        }
    }

    public ReadOnlyMemory<byte> Next() => _pool.AsMemory(_random.Next(_pool.Length - _size + 1), _size);
}
