using Garam.Transport.Connections;
using Garam.Transport.InMemory;
using Garam.UnitTests.Support;

namespace Garam.InMemoryTests.Transport;

/// <summary>The suite in virtual time, on one thread, over a kind network.</summary>
public class InMemoryFrameServerTests : FrameServerSuite
{
    protected virtual InMemoryTransportOptions Network => new();

    private protected override void RunRaw(Func<ITransport, TimeProvider, Task> scenario)
    {
        var time = new VirtualTime();
        time.Run(async () =>
        {
            var running = scenario(new InMemoryTransport(Network, time.Clock), time.Clock);
            var ended = await Task.WhenAny(running, Task.Delay(TimeSpan.FromHours(2), time.Clock));
            Assert.True(ended == running, "The scenario waits for something that never happens.");
            await running;
        });
    }
}

/// <summary>The same over a network that splits and delays.</summary>
public sealed class UnkindInMemoryFrameServerTests : InMemoryFrameServerTests
{
    protected override InMemoryTransportOptions Network => new() { Seed = 7, DelayMax = TimeSpan.FromMilliseconds(20), BufferBytes = 5000 };
}
