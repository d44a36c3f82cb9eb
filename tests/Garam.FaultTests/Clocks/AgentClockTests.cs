using Garam.ClientTests.Support;
using Garam.FaultTests.Support;

namespace Garam.FaultTests.Clocks;

/// <summary>One agent's clock is an hour off, among others that are right.</summary>
public sealed class AgentClockTests
{
    private const string Topic = "log";
    private const long MaxTimestamp = -3;

    private static readonly TimeSpan Near = TimeSpan.FromMinutes(5);

    /// <summary>Retention is ten minutes: a record from an hour ago would be deleted by the next leader.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task No_record_gets_an_earlier_time_and_none_is_deleted_before_its_time(int hours)
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder, 0);
        var wrong = await agents.AddWithAsync(WrongClock.Off(hours), "--id", "wrong", "--retention-check-interval", "200ms");
        var right = await agents.AddAsync("--retention-check-interval", "200ms");
        Assert.Same(wrong, agents.Leader);

        await using (var client = await WellBehavedClient.ConnectAsync(wrong.Kafka))
        {
            await client.CreateTopicAsync(Topic, 1, ("message.timestamp.type", "LogAppendTime"), ("retention.ms", "600000"));
            await client.AppendAsync(Topic, "by the leader whose clock is wrong");
            await AssertNotBeforeItsTimeAsync(client);
            await RetentionRound.HasRunAsync(client, "first");
        }

        await agents.KillAsync(wrong);
        await Eventually.TrueAsync(() => agents.Leader == right, "the other agent leads");
        var follower = await agents.AddWithAsync(WrongClock.Off(hours), "--id", "wrong-again");
        await using (var client = await WellBehavedClient.ConnectAsync(follower.Kafka))
        {
            await client.AppendAsync(Topic, "by a follower whose clock is wrong");
            await AssertNotBeforeItsTimeAsync(client);
        }

        await using (var client = await WellBehavedClient.ConnectAsync(right.Kafka))
        {
            await RetentionRound.HasRunAsync(client, "second");
            Assert.Equal(
                ["by the leader whose clock is wrong", "by a follower whose clock is wrong"], await client.ReadAllAsync(Topic));
        }

        Assert.All([wrong, follower], agent => Assert.Contains("The wall clock says", agent.Log, StringComparison.Ordinal));
        Assert.DoesNotContain("The wall clock says", right.Log, StringComparison.Ordinal);
        await agents.StopAsync();
        await Tool.AssertSoundAsync(folder.Path);
    }

    /// <summary>A clock that is ahead is followed.</summary>
    private static async Task AssertNotBeforeItsTimeAsync(WellBehavedClient client)
    {
        var newest = DateTimeOffset.FromUnixTimeMilliseconds((await client.ListOffsetAsync(Topic, 0, MaxTimestamp)).Timestamp);
        Assert.InRange(newest, DateTimeOffset.UtcNow - Near, DateTimeOffset.UtcNow.AddHours(1) + Near);
    }
}
