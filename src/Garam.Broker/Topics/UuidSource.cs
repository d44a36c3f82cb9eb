using Garam.Protocol;

namespace Garam.Broker.Topics;

/// <summary>New topic ids from the injected randomness. Any thread; the lock is held for one draw.</summary>
public sealed class UuidSource(Random random)
{
    private readonly Lock _lock = new();

    public Uuid Next()
    {
        lock (_lock)
        {
            return Uuid.Create(random);
        }
    }
}
