using Garam.Transport.Connections;
using Garam.Transport.Frames;

namespace Garam.InMemoryTests.Transport;

/// <summary>A network that the suites run over, and the server's limits there.</summary>
public abstract class FrameCarrier
{
    public virtual FrameServerOptions Options => new()
    {
        SocketRequestBytesMax = 1024 * 1024,
        RequestsInFlightMax = 8,
        RequestBytesInFlightMax = 100 * 1024,
        ConnectionIdleMax = TimeSpan.FromHours(1),
    };

    public abstract void Run(Func<ITransport, TimeProvider, Task> scenario);
}
