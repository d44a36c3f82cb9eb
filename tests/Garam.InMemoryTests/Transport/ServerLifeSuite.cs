using Garam.Protocol;
using Garam.Transport.Frames;

namespace Garam.InMemoryTests.Transport;

/// <summary>How connections and the server itself come and go.</summary>
public abstract class ServerLifeSuite(FrameCarrier carrier) : FrameServerSuite(carrier)
{
    [Fact]
    public void Connections_above_the_limit_are_refused_and_the_limit_frees_itself() => RunRaw(async (transport, time) =>
    {
        var server = await ServerUnderTest.StartAsync(
            transport, time, Carrier.Options, new ConnectionLimit(10, connectionsPerAddressMax: 2));
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        await using var third = await server.ConnectAsync();
        Assert.Null(await third.ReceiveAsync());
        await first.DisposeAsync();
        await server.UntilAsync(() => server.Admission.Connections.Open == 1);
        await using var fourth = await server.ConnectAsync();
        await fourth.SendAsync("e4");
        Assert.Equal("e4", await fourth.ReceiveAsync());
        await server.EndAsync();
        Assert.Contains("are open, which is the limit", Assert.Single(server.Log.Lines), StringComparison.Ordinal);
    });

    [Fact]
    public void Two_thousand_connections_come_and_go() => Run(async server =>
    {
        for (var round = 0; round < 20; round++)
        {
            var clients = new List<TestClient>();
            for (var number = 0; number < 100; number++)
            {
                clients.Add(await server.ConnectAsync());
                await clients[^1].SendAsync(number % 3 == 0 ? [$"p{round}-{number}"] : ["e", "E"]);
            }

            foreach (var (number, client) in clients.Index())
            {
                if (number % 3 == 1)
                {
                    Assert.Equal("e", await client.ReceiveAsync());
                }

                await client.DisposeAsync();
            }
        }

        await server.UntilAsync(() => server.Admission.Connections.Open == 0);
        Assert.Empty(server.Log.Lines);
    });

    [Fact]
    public void Draining_answers_what_was_accepted_and_closes() => Run(async server =>
    {
        await using var busy = await server.ConnectAsync();
        await using var idle = await server.ConnectAsync();
        await idle.SendAsync("e");
        Assert.Equal("e", await idle.ReceiveAsync());
        await busy.SendAsync("P1", "P2");
        await server.UntilAsync(() => server.Handler.ParkedCount == 2);
        var draining = server.Server.DrainAsync(TimeSpan.FromSeconds(20));
        Assert.Null(await idle.ReceiveAsync());
        await busy.SendAsync("P3");
        server.Handler.Answer("P2");
        server.Handler.Answer("P1");
        Assert.Equal(["P1", "P2", null], await ReceiveAsync(busy, 3));
        await draining;
        await server.RunningAsync();
        await Assert.ThrowsAnyAsync<IOException>(server.ConnectAsync);
    });

    [Fact]
    public void Draining_breaks_off_what_takes_too_long() => Run(async server =>
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("P1");
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        await server.Server.DrainAsync(TimeSpan.FromMilliseconds(50));
        Assert.Null(await client.ReceiveAsync());
        await server.RunningAsync();
        Assert.Equal(0, server.Handler.ParkedCount);
    });

    [Fact]
    public void Killing_the_server_breaks_every_connection() => RunRaw(async (transport, time) =>
    {
        var server = await ServerUnderTest.StartAsync(transport, time, Carrier.Options);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("P1", "p2");
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        await server.KillAsync();
        Assert.Null(await client.ReceiveAsync());
    });

    [Fact]
    public void A_broken_invariant_ends_the_server_with_its_exception() => RunRaw(async (transport, time) =>
    {
        var server = await ServerUnderTest.StartAsync(transport, time, Carrier.Options);
        await using var bystander = await server.ConnectAsync();
        await bystander.SendAsync("p1");
        await server.UntilAsync(() => server.Handler.ParkedCount == 1);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("i");
        await Assert.ThrowsAsync<InvariantException>(server.RunningAsync);
        server.AssertNothingIsHeld();
    });
}

public sealed class InMemoryServerLifeTests() : ServerLifeSuite(new InMemoryCarrier());

public sealed class UnkindServerLifeTests() : ServerLifeSuite(InMemoryCarrier.Unkind);

public sealed class SocketServerLifeTests() : ServerLifeSuite(new SocketCarrier());
