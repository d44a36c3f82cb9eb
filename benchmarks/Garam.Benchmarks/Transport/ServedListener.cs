using Garam.Transport.Buffers;
using Garam.Transport.Connections;
using Garam.Transport.Frames;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garam.Benchmarks.Transport;

/// <summary>A frame server that answers every frame with eight bytes.</summary>
internal sealed class ServedListener
{
    private readonly FrameAdmission _admission = NewAdmission();
    private readonly FrameServer _server;

    public ServedListener(IConnectionListener listener)
    {
        var metrics = new TransportMetrics(new TestMeters());
        _server = new FrameServer(
            listener, new Acknowledge(), _admission, new FrameServerOptions(),
            metrics, TimeProvider.System, NullLogger<FrameServer>.Instance);
    }

    public int OpenConnections => _admission.Connections.Open;

    public Task RunAsync() => _server.RunAsync(CancellationToken.None);

    public Task StopAsync() => _server.DrainAsync(TimeSpan.FromSeconds(5));

    /// <summary>Its memory is the process's: a benchmark ends with it.</summary>
    private static FrameAdmission NewAdmission() =>
        new(new FrameMemoryOptions(), BlockArena.CreateNative, new ConnectionLimit(20_000));

    private sealed class Acknowledge : IFrameHandler
    {
        private static readonly ReadOnlyMemory<byte>[] Reply = [new byte[] { 0, 0, 0, 4, 0, 0, 0, 0 }];

        public FrameKind KindOf(ReadOnlySpan<byte> beginning) => FrameKind.Overlapping;

        public ValueTask<FrameReply> HandleAsync(IncomingFrame frame, FrameConnection connection, CancellationToken connectionAborted)
        {
            frame.Release();
            return ValueTask.FromResult(new FrameReply(Reply, null));
        }
    }
}
