using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Connections;

namespace Garam.Cli.Connecting;

/// <summary>
/// Says when a broker goes away and when it is back, once each: a command that runs for days must not be silent for both reasons, nothing to do
/// and nobody to ask. Any thread; the lock guards the table.
/// </summary>
internal sealed class BrokerWatch(Screen screen, TimeProvider time) : IBrokerObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BrokerAddress, long> _awaySince = [];

    public void OnUnreachable(BrokerAddress broker, Exception fault)
    {
        lock (_lock)
        {
            if (_awaySince.TryAdd(broker, time.GetTimestamp()))
            {
                screen.Complain($"{Show(broker)} is away ({Unreachable.ReasonOf(fault)}); trying again.");
            }
        }
    }

    public void OnReached(BrokerAddress broker)
    {
        lock (_lock)
        {
            if (_awaySince.Remove(broker, out var since))
            {
                screen.Complain($"{Show(broker)} is back after {Amounts.Show(time.GetElapsedTime(since))}.");
            }
        }
    }

    private static string Show(BrokerAddress broker) => new HostPort(broker.Host, broker.Port).ToString();
}
