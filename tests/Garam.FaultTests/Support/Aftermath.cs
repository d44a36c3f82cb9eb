using Garam.ClientTests.Support;

namespace Garam.FaultTests.Support;

/// <summary>Conditions that hold after every attack.</summary>
public static class Aftermath
{
    public static async Task AssertUnharmedAsync(ServerProcess server)
    {
        await AssertServesAsync(server);
        AssertMemoryBounded(server);
    }

    /// <summary>A client that does everything right gets back what it wrote.</summary>
    public static async Task AssertServesAsync(ServerProcess server)
    {
        await using var client = await WellBehavedClient.ConnectAsync(server.Kafka);
        var topic = $"aftermath-{Guid.NewGuid():N}";
        await client.CreateTopicAsync(topic);
        Assert.Equal(0, await client.AppendAsync(topic, "one", "two"));
        Assert.Equal(2, await client.AppendAsync(topic, "three"));
        Assert.Equal(["one", "two", "three"], await client.ReadAllAsync(topic));
    }

    public static void AssertMemoryBounded(ServerProcess server) =>
        Assert.InRange(ProcessMemory.PeakBytes(server.Id), 0, ProcessMemory.BytesMax);
}
