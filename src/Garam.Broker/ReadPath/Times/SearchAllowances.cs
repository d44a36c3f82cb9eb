using System.Net;
using Garam.Broker.ReadPath.Planning;
using Garam.Transport.Frames;

namespace Garam.Broker.ReadPath.Times;

/// <summary>The allowances of all clients, by address: a client opens as many connections as it likes. Any thread.</summary>
internal sealed class SearchAllowances(FetchOptions options, TimeProvider time)
{
    /// <summary>
    /// Those that have all of their part again are forgotten beyond so many; the others are few, because each has opened much.
    /// </summary>
    private const int KeptMax = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<object, SearchAllowance> _byClient = [];

    public SearchAllowance Of(FrameConnection connection)
    {
        object client = connection.Remote is IPEndPoint address ? address.Address : connection.Remote ?? (object)connection;
        lock (_lock)
        {
            if (_byClient.TryGetValue(client, out var allowance))
            {
                return allowance;
            }

            if (_byClient.Count >= KeptMax)
            {
                Forget();
            }

            allowance = new SearchAllowance(options, time);
            _byClient.Add(client, allowance);
            return allowance;
        }
    }

    private void Forget()
    {
        foreach (var (client, allowance) in _byClient)
        {
            if (allowance.IsFull)
            {
                _byClient.Remove(client);
            }
        }
    }
}
