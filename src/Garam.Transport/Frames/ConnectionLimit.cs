using System.Net;

namespace Garam.Transport.Frames;

/// <summary>
/// Enforces `max.connections` and `max.connections.per.ip` for the process, over all its listeners, and numbers connections. Any thread.
/// </summary>
/// <param name="connectionsMax">Limits the memory and files that connections cost.</param>
/// <param name="connectionsPerAddressMax">0 for no limit: behind a NAT a whole fleet has one address.</param>
public sealed class ConnectionLimit(int connectionsMax, int connectionsPerAddressMax = 0)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _open;
    private long _lastId;

    public int Open => Volatile.Read(ref _open);

    /// <summary>The limits and the names of their settings.</summary>
    internal string Description => connectionsPerAddressMax > 0
        ? $"--max-connections, Kafka's max.connections: {connectionsMax}; from one address: {connectionsPerAddressMax}"
        : $"--max-connections, Kafka's max.connections: {connectionsMax}";

    internal long NextId() => Interlocked.Increment(ref _lastId);

    internal bool TryEnter(EndPoint? remote)
    {
        lock (_gate)
        {
            if (_open >= connectionsMax)
            {
                return false;
            }

            if (CountedAddress(remote) is { } address)
            {
                var count = _byAddress.GetValueOrDefault(address);
                if (count >= connectionsPerAddressMax)
                {
                    return false;
                }

                _byAddress[address] = count + 1;
            }

            _open++;
            return true;
        }
    }

    internal void Leave(EndPoint? remote)
    {
        lock (_gate)
        {
            _open--;
            if (CountedAddress(remote) is { } address && --_byAddress[address] == 0)
            {
                _byAddress.Remove(address);
            }
        }
    }

    private IPAddress? CountedAddress(EndPoint? remote) =>
        connectionsPerAddressMax > 0 && remote is IPEndPoint { Address: var address } ? address : null;
}
