using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Connections;
using Garam.Client.Errors;
using Garam.Protocol;

namespace Garam.Cli.Connecting;

/// <summary>
/// Says once when a broker goes away and once when it is back: a command that runs for days must not be silent both when there is nothing
/// to do and when no broker answers. Any thread; the lock guards the table.
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
                screen.Complain($"{broker} is unreachable ({Unreachable.ReasonOf(fault)}); trying again.");
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
