using Garam.Transport.Connections;
using Garam.Transport.InMemory;

namespace Garam.InMemoryTests.Transport;

/// <summary>In virtual time, on one thread; over a kind network unless told otherwise.</summary>
public sealed class InMemoryCarrier(InMemoryTransportOptions? network = null) : FrameCarrier
{
    /// <summary>A network that splits and delays.</summary>
    public static InMemoryCarrier Unkind =>
        new(new InMemoryTransportOptions { Seed = 7, DelayMax = TimeSpan.FromMilliseconds(20), BufferBytes = 5000 });

    public override void Run(Func<ITransport, TimeProvider, Task> scenario)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var running = scenario(new InMemoryTransport(network ?? new InMemoryTransportOptions(), time.Clock), time.Clock);
            var ended = await Task.WhenAny(running, Task.Delay(TimeSpan.FromHours(2), time.Clock));
            Assert.True(ended == running, "The scenario waits for something that never happens.");
            await running;
        });
    }
}
