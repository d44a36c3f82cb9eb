using Garam.Client.Errors;
using Garam.Protocol;
using Garam.Transport.Connections;

namespace Garam.Client.Connections;

/// <summary>Connects within a time limit; the system's own limit is minutes.</summary>
internal static class TimedConnect
{
    /// <exception cref="IOException">The transport cannot connect.</exception>
    /// <exception cref="KafkaException">The time is over.</exception>
    public static async ValueTask<IConnection> OpenAsync(
        ITransport transport, HostPort broker, TimeSpan timeout, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await transport.ConnectAsync(broker.Host, broker.Port, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new KafkaException(KafkaFault.HostSilent, $"Cannot connect to {broker} within {timeout}.") { Broker = broker };
        }
    }
}
