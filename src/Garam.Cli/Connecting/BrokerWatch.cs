using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Cli.Connecting;

/// <summary>
/// Says when a broker goes away and when it is back, once each: a command that runs for days must not be silent for both reasons, nothing to do
/// and nobody to ask. Any thread; the lock guards the table.
/// </summary>
internal sealed class BrokerWatch(Screen screen, TimeProvider time) : IBrokerObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<HostPort, long> _awaySince = [];

    public void OnUnreachable(HostPort broker, KafkaException fault)
    {
        lock (_lock)
        {
            if (_awaySince.TryAdd(broker, time.GetTimestamp()))
            {
                screen.Complain($"{broker} is away ({Unreachable.ReasonOf(fault)}); trying again.");
            }
        }
    }

    public void OnReached(HostPort broker)
    {
        lock (_lock)
        {
            if (_awaySince.Remove(broker, out var since))
            {
                screen.Complain($"{broker} is back after {Amounts.Show(time.GetElapsedTime(since))}.");
            }
        }
    }
}
