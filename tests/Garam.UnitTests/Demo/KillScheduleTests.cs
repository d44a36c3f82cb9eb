using Garam.Demo.Kills;

namespace Garam.UnitTests.Demo;

public sealed class KillScheduleTests
{
    private static readonly int[] Agents = [0, 1, 2];

    [Fact]
    public void The_same_seed_chooses_the_same_agents() =>
        Assert.Equal(Draw(seed: 11, 50).Select(ToText), Draw(seed: 11, 50).Select(ToText));

    [Fact]
    public void Another_seed_chooses_others() =>
        Assert.NotEqual(Draw(seed: 11, 50).Select(ToText), Draw(seed: 12, 50).Select(ToText));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_kill_of_each_round_is_of_all_agents_and_never_the_first(int seed)
    {
        foreach (var round in Draw(seed, 20 * KillSchedule.Round).Chunk(KillSchedule.Round))
        {
            Assert.False(round[0].IsOfAll);
            Assert.Equal(Agents, Assert.Single(round, static kill => kill.IsOfAll).Victims);
            Assert.All(round.Where(static kill => !kill.IsOfAll), static kill => Assert.Single(kill.Victims));
        }
    }

    [Fact]
    public void Every_agent_has_its_turn()
    {
        var single = Draw(seed: 1, 100).Where(static kill => !kill.IsOfAll);
        Assert.Equal(Agents, single.SelectMany(static kill => kill.Victims).Distinct().Order());
    }

    [Fact]
    public void Only_agents_that_are_up_are_killed()
    {
        var schedule = new KillSchedule(1);
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal([1], schedule.Next([1]).Victims));
    }

    private static List<Kill> Draw(int seed, int count)
    {
        var schedule = new KillSchedule(seed);
        return [.. Enumerable.Range(0, count).Select(_ => schedule.Next(Agents))];
    }

    private static string ToText(Kill kill) => string.Join(',', kill.Victims);
}
