using System.Buffers.Text;

namespace Garam.Bench.Payloads;

/// <summary>The keys of one client's records: decimal numbers of one width, so that all have the same size. One thread.</summary>
/// <param name="pattern">Rule that chooses the keys.</param>
/// <param name="first">The first sequential key.</param>
/// <param name="step">The distance between sequential keys: the number of clients, so that no two of them send the same key.</param>
/// <param name="seed">The same seed gives the same keys.</param>
internal sealed class KeySource(KeyPattern pattern, long first, int step, int seed)
{
    private const int Digits = 12;

    private readonly byte[] _key = new byte[Digits];
    private readonly Random _random = new(seed);
    private readonly ZipfDistribution? _zipf = pattern.Kind == KeyKind.Zipf ? new ZipfDistribution(pattern.Count, pattern.Skew) : null;
    private long _sequential = first;

    /// <summary>Returns the next key, borrowed until the next call; null for records without one.</summary>
    public ReadOnlyMemory<byte>? Next()
    {
        switch (pattern.Kind)
        {
            case KeyKind.Sequential:
                var next = Text(_sequential);
                _sequential += step;
                return next;
            case KeyKind.Random:
                return Text(_random.NextInt64(pattern.Count));
            case KeyKind.Zipf:
                return Text(_zipf!.Next(_random) - 1);
            default:
                return null;
        }
    }

    private ReadOnlyMemory<byte> Text(long number)
    {
        _ = Utf8Formatter.TryFormat(number % 1_000_000_000_000, _key, out _, new System.Buffers.StandardFormat('D', Digits));
        return _key;
    }
}
