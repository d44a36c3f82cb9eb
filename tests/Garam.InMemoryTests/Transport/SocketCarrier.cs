using Garam.Transport.Connections;
using Garam.Transport.Frames;
using Garam.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.InMemoryTests.Transport;

/// <summary>TCP on the loopback interface, on the thread pool, in real time: the limits on time are short here.</summary>
public sealed class SocketCarrier : FrameCarrier
{
    public override FrameServerOptions Options => new()
    {
        SocketRequestBytesMax = base.Options.SocketRequestBytesMax,
        RequestsInFlightMax = base.Options.RequestsInFlightMax,
        RequestBytesInFlightMax = base.Options.RequestBytesInFlightMax,
        TransferTimeout = TimeSpan.FromSeconds(1),
        BytesPerSecondMin = 1 << 30,
        DeadlineCheckInterval = TimeSpan.FromMilliseconds(50),
    };

    public override void Run(Func<ITransport, TimeProvider, Task> scenario)
    {
        var transport = new SocketTransport(TimeProvider.System, NullLogger<SocketTransport>.Instance);
        Task.Run(() => scenario(transport, TimeProvider.System)).WaitAsync(TimeSpan.FromMinutes(2)).GetAwaiter().GetResult();
    }
}
