namespace Garam.Composition;

/// <summary>
/// Member ids from the injected randomness, so that a simulated run repeats them. Any thread; the lock is held for one draw.
/// </summary>
internal sealed class GuidSource(Random random)
{
    private readonly Lock _lock = new();

    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_lock)
        {
            random.NextBytes(bytes);
        }

        return new Guid(bytes);
    }
}
