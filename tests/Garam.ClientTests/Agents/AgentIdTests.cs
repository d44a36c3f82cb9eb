using Garam.Client;
using Garam.Client.Admin;
using Garam.ClientTests.Support;

namespace Garam.ClientTests.Agents;

/// <summary>A name is one agent's alone.</summary>
[Collection(Lanes.Short)]
public sealed class AgentIdTests
{
    [Fact]
    public async Task The_older_of_two_agents_with_one_id_ends_and_names_the_newer_which_serves()
    {
        using var folder = new TemporaryFolder();
        await using var agents = await AgentProcesses.StartAsync(folder, 0);
        var older = await agents.AddAsync("--id", "same");
        var newer = await agents.AddAsync("--id", "same");

        Assert.Equal(1, await older.EndedAsync());
        Assert.Contains($"Another agent has registered as same (node 1) at {newer.Kafka}, so", older.Log, StringComparison.Ordinal);
        await using var client = await KafkaClient.ConnectAsync(
            newer.Kafka, cancellation: TestContext.Current.CancellationToken);
        await client.Admin.CreateTopicAsync(new NewTopic("served", 1), TestContext.Current.CancellationToken);
    }
}
