using Garam.Transport.Connections;

namespace Garam.InMemoryTests.Transport;

/// <summary>
/// A listener serves good and bad peers, whatever carries the bytes. Every scenario ends with the check that all frames, replies and
/// connections were given back.
/// </summary>
public abstract class FrameServerSuite(FrameCarrier carrier)
{
    private protected FrameCarrier Carrier { get; } = carrier;

    private protected void Run(Func<ServerUnderTest, Task> scenario) => Carrier.Run(async (transport, time) =>
    {
        var server = await ServerUnderTest.StartAsync(transport, time, Carrier.Options);
        await scenario(server);
        await server.EndAsync();
    });

    /// <summary>For scenarios after which the server has ended already.</summary>
    private protected void RunRaw(Func<ITransport, TimeProvider, Task> scenario) => Carrier.Run(scenario);

    private protected static async Task<List<string?>> ReceiveAsync(TestClient client, int count)
    {
        var replies = new List<string?>();
        while (replies.Count < count)
        {
            replies.Add(await client.ReceiveAsync());
        }

        return replies;
    }

    /// <summary>A whole round trip on another connection: whatever was possible meanwhile has happened.</summary>
    private protected static async Task AnswerElsewhereAsync(ServerUnderTest server)
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("e-elsewhere");
        Assert.Equal("e-elsewhere", await client.ReceiveAsync());
    }
}
