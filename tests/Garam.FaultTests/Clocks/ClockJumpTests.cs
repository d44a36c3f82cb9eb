using Garam.FaultTests.Support;

namespace Garam.FaultTests.Clocks;

/// <summary>A wall clock that jumps deletes nothing, stops nothing and reorders nothing.</summary>
public sealed class ClockJumpTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly (string Name, string Value) KeptTenMinutes = ("retention.ms", "600000");

    [Fact]
    public async Task An_hour_forwards_and_back_deletes_nothing_by_age()
    {
        await using var node = await NodeInProcess.StartAsync();
        await using var client = await node.ConnectAsync();
        await client.CreateTopicAsync("young", 1, KeptTenMinutes);
        await client.AppendAsync("young", "before");

        node.Clock.JumpWall(Hour);
        await RetentionRound.HasRunAsync(client, "forwards");
        await client.AppendAsync("young", "while wrong");
        node.Clock.JumpWall(-Hour);
        await RetentionRound.HasRunAsync(client, "back");
        await client.AppendAsync("young", "after");

        Assert.Equal(["before", "while wrong", "after"], await client.ReadAllAsync("young"));
        AssertToldOnce(node);
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
        await RetentionRound.HasRunAsync(client, "back");
        node.Clock.JumpWall(Hour);
        await client.AppendAsync("log", "after");
        await RetentionRound.HasRunAsync(client, "forwards");

        Assert.Equal(["before", "while wrong", "after"], await client.ReadAllAsync("log"));
        AssertToldOnce(node);
    }

    /// <summary>The leader says that nothing is deleted, and the agent whose time records get.</summary>
    private static void AssertToldOnce(NodeInProcess node)
    {
        Assert.Single(node.Alarms, alarm => alarm.Contains("The wall clock has jumped", StringComparison.Ordinal));
        Assert.Single(node.Alarms, alarm => alarm.Contains("Records get the later time", StringComparison.Ordinal));
        Assert.Equal(2, node.Alarms.Count);
    }
}
