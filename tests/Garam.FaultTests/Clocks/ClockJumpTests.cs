using Garam.FaultTests.Support;

namespace Garam.FaultTests.Clocks;

/// <summary>A wall clock that jumps deletes nothing, stops nothing and reorders nothing.</summary>
public sealed class ClockJumpTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly (string Name, string Value) KeptTenMinutes = ("retention.ms", "600000");

    private static readonly (string Name, string Value) KeptByteWise = ("retention.bytes", "1");

    [Fact]
    public async Task An_hour_forwards_and_back_deletes_nothing_by_age()
    {
        await using var node = await NodeInProcess.StartAsync();
        await using var client = await node.ConnectAsync();
        await client.CreateTopicAsync("young", 1, KeptTenMinutes);
        await client.AppendAsync("young", "before");

        node.Clock.JumpWall(Hour);
        await RetentionHasRunAsync(client, "forwards");
        await client.AppendAsync("young", "while wrong");
        node.Clock.JumpWall(-Hour);
        await RetentionHasRunAsync(client, "back");
        await client.AppendAsync("young", "after");

        Assert.Equal(["before", "while wrong", "after"], await client.ReadAllAsync("young"));
        var alarm = Assert.Single(node.Alarms);
        Assert.Contains("The wall clock has jumped", alarm, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_hour_back_and_forwards_stops_nobody()
    {
        await using var node = await NodeInProcess.StartAsync();
        await using var client = await node.ConnectAsync();
        await client.CreateTopicAsync("log", 1, ("message.timestamp.type", "LogAppendTime"), KeptTenMinutes);
        await client.AppendAsync("log", "before");

        node.Clock.JumpWall(-Hour);
        await client.AppendAsync("log", "while wrong");
        await RetentionHasRunAsync(client, "back");
        node.Clock.JumpWall(Hour);
        await client.AppendAsync("log", "after");
        await RetentionHasRunAsync(client, "forwards");

        Assert.Equal(["before", "while wrong", "after"], await client.ReadAllAsync("log"));
        Assert.Single(node.Alarms);
    }

    /// <summary>
    /// Retention by size does not depend on the clock: when it has deleted what was just written, a whole round has seen the clock as it
    /// is.
    /// </summary>
    private static async Task RetentionHasRunAsync(WellBehavedClient client, string topic)
    {
        await client.CreateTopicAsync(topic, 1, KeptByteWise);
        for (var round = 1; round <= 2; round++)
        {
            var end = await client.AppendAsync(topic, "a") + 1;
            await client.AppendAsync(topic, "b");
            await Eventually.TrueAsync(
                async () => (await client.ListOffsetAsync(topic, 0, WellBehavedClient.Earliest)).Offset >= end, () => "retention by size");
        }
    }
}
