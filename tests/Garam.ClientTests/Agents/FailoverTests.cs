using Garam.ClientTests.Support;

namespace Garam.ClientTests.Agents;

/// <summary>
/// Agents come, go and die while clients of every library work: the applications see no error, and the groups do not rebalance.
/// </summary>
[Collection(Lanes.Short)]
public sealed class FailoverTests
{
    private const int Three = 3;

    [Fact]
    public async Task Clients_go_on_when_the_leading_agent_is_killed()
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder, Three);
        await using var traffic = await Traffic.StartAsync(agents);
        await agents.KillAsync(agents.Leader);
        await traffic.UntilGoneOnAsync();
        await traffic.FinishAsync(agents);
        await agents.StopAsync();
        await AssertSoundAsync(folder);
    }

    [Fact]
    public async Task Agents_at_new_addresses_have_everything_after_all_were_killed_at_once()
    {
        using var folder = new TemporaryFolder();
        await using var former = await AgentProcesses.StartAsync(folder, Three);
        var bookmark = await Bookmark.LeaveAsync(former.Leader);
        await using var traffic = await Traffic.StartAsync(former);
        var committed = await traffic.UntilCommittedAsync(former);
        await former.KillAsync(former.Living);
        await traffic.KillAsync();

        await using var agents = await AgentProcesses.StartAsync(folder, Three);
        await traffic.AssertAllThereAsync(agents, committed);
        await bookmark.AssertThereAsync(agents.Leader);
        await agents.StopAsync();
        await AssertSoundAsync(folder);
    }

    [Fact]
    public async Task Clients_go_on_while_agents_are_restarted_one_after_the_other()
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder, Three);
        await using var traffic = await Traffic.StartAsync(agents);
        foreach (var agent in agents.Living.ToArray())
        {
            await agents.RestartAsync(agent);
            await traffic.UntilGoneOnAsync();
        }

        await traffic.FinishAsync(agents);
        await agents.StopAsync();
    }

    [Fact]
    public async Task Clients_go_on_while_one_agent_becomes_four_and_one_again()
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder, 1);
        await using var traffic = await Traffic.StartAsync(agents);
        for (var i = 0; i < Three; i++)
        {
            await agents.AddAsync();
        }

        await traffic.UntilGoneOnAsync();
        for (var i = 0; i < Three; i++)
        {
            await agents.RemoveAsync(agents.Living[0]);
            await traffic.UntilGoneOnAsync();
        }

        await traffic.FinishAsync(agents);
        await agents.StopAsync();
    }

    private static async Task AssertSoundAsync(TemporaryFolder folder)
    {
        var verified = await Tool.RunAsync(Repository.Program, ["verify", "--data", folder.Path, "--deep", "--json"]);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }
}
