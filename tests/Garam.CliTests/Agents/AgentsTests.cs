using System.Globalization;
using System.Text.Json;
using Garam.CliTests.Support;

namespace Garam.CliTests.Agents;

/// <summary><c>garam status</c>, <c>garam agents</c> and <c>garam leader move</c> with real agents on a directory, and with none.</summary>
public sealed class AgentsTests : IDisposable
{
    private static readonly GaramProgram Program = new();

    /// <summary>Longer than an agent takes on a machine that is busy with other tests. Dead ones refuse the connection at once.</summary>
    private const string Patience = "20s";

    private readonly string _data = Directory.CreateTempSubdirectory("garam-test-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Agents_are_shown_moved_and_missed()
    {
        await using var first = await ServerProcess.StartAgentAsync(_data);
        await using var second = await ServerProcess.StartAgentAsync(_data);

        var agents = await AgentsAsync();
        Assert.Equal(["leader", "follower"], agents.Select(agent => agent.GetProperty("role").GetString()));
        Assert.Equal([first.Kafka, second.Kafka], agents.Select(agent => agent.GetProperty("kafka").GetString()));
        Assert.All(agents, agent => Assert.True(agent.GetProperty("lag").GetInt64() >= 0));
        Assert.Contains("2, all answer", (await RunAsync("status")).ShouldSucceed().Output, StringComparison.Ordinal);

        var moved = (await RunAsync("leader move --to 2")).ShouldSucceed();
        Assert.Matches(@"^node 2 \(127\.0\.0\.1:\d+\) leads in epoch 2, after \d+ ms\n$", moved.Output);
        Assert.Equal(["2", "leader"], [(await RunAsync("agents")).Row("2")[0], RoleOf(await AgentsAsync(), 2)]);
        (await RunAsync("leader move --to 2")).ShouldFail(5, "node 2", "leads already");
        (await RunAsync("leader move --to nobody")).ShouldFail(4, "there is no agent nobody");

        await first.KillAsync();
        (await RunAsync("leader move")).ShouldFail(5, "no other agent answers");
        await Eventually.TrueAsync(async () => (await AgentsAsync()).Length == 1, "the leader removes the agent that was killed");
        (await RunAsync("leader move --to 1")).ShouldFail(4, "there is no agent 1");
        await second.KillAsync();
        var status = (await RunAsync("status")).ShouldSucceed();
        Assert.Contains("no agent answers; node 2 (127.0.0.1:", status.Output, StringComparison.Ordinal);
        Assert.Contains("led last, in epoch 2", status.Output, StringComparison.Ordinal);
        Assert.Equal("no-answer", RoleOf(await AgentsAsync(), 2));
        (await RunAsync("leader move")).ShouldFail(3, "no agent leads");
    }

    [Fact]
    public async Task Listeners_per_zone_are_shown_to_operators_and_to_clients()
    {
        string[] flags = ["--kafka", "127.0.0.1:0@b"];
        await using var first = await ServerProcess.StartAgentAsync(_data, "127.0.0.1:0@a", [.. flags, "--id", "one", "--zone", "a"]);
        await using var second = await ServerProcess.StartAgentAsync(_data, "127.0.0.1:0@a", [.. flags, "--id", "two", "--zone", "b"]);

        Assert.Matches(@"^127\.0\.0\.1:\d+@a,127\.0\.0\.1:\d+@b$", first.Kafka);
        var rows = (await RunAsync("agents")).ShouldSucceed();
        Assert.Equal([first.Kafka, second.Kafka], [rows.Row("1")[3], rows.Row("2")[3]]);
        Assert.Equal([first.Kafka, second.Kafka], (await AgentsAsync()).Select(agent => string.Join(',', agent.GetProperty("listeners")
            .EnumerateArray().Select(one => $"{one.GetProperty("address").GetString()}@{one.GetProperty("zone").GetString()}"))));

        var seen = (await Program.LineAsync($"cluster -b {AddressOf(first, "b")}")).ShouldSucceed().Output;
        Assert.Contains(AddressOf(second, "b"), seen, StringComparison.Ordinal);
        Assert.DoesNotContain(AddressOf(second, "a"), seen, StringComparison.Ordinal);
        Assert.Equal(0, await first.StopAsync());
        Assert.Equal(0, await second.StopAsync());
    }

    [Fact]
    public async Task A_server_without_an_internal_listener_is_no_fault()
    {
        await using var server = await ServerProcess.StartAsync(_data);

        var status = (await RunAsync("status")).ShouldSucceed();

        Assert.Contains("node 1 led last, in epoch 1; it has no internal listener", status.Output, StringComparison.Ordinal);
        Assert.Contains("no internal listener", (await RunAsync("agents")).ShouldSucceed().Output, StringComparison.Ordinal);
        (await RunAsync("leader move")).ShouldFail(5, "garam serve");
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task A_watch_prints_a_line_for_each_look_and_ends_well_with_a_signal()
    {
        await using var agent = await ServerProcess.StartAgentAsync(_data);
        using var watch = Program.Start("status", "--data", _data, "--watch", "100ms", "--json");
        var first = JsonDocument.Parse((await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        var second = JsonDocument.Parse((await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);

        await Tool.RunAsync("kill", ["-INT", watch.Id.ToString(CultureInfo.InvariantCulture)]);
        await watch.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, watch.ExitCode);
        Assert.Equal(JsonValueKind.Null, first.RootElement.GetProperty("rates").ValueKind);
        Assert.Equal(JsonValueKind.Object, second.RootElement.GetProperty("rates").ValueKind);
        Assert.Equal("leads", second.RootElement.GetProperty("leader").GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_directory_that_is_no_store_is_named()
    {
        (await RunAsync("status")).ShouldFail(2, _data);
        (await RunAsync("agents --watch 1ms")).ShouldFail(2, "--watch");
    }

    private async Task<JsonElement[]> AgentsAsync()
    {
        using var document = JsonDocument.Parse((await RunAsync("agents --json")).ShouldSucceed().Output);
        return [.. document.RootElement.GetProperty("agents").EnumerateArray().Select(agent => agent.Clone())];
    }

    private static string AddressOf(ServerProcess agent, string zone) =>
        agent.Kafka.Split(',').Select(one => one.Split('@')).First(one => one[1] == zone)[0];

    private static string? RoleOf(IEnumerable<JsonElement> agents, int node) =>
        agents.First(agent => agent.GetProperty("nodeId").GetInt32() == node).GetProperty("role").GetString();

    private Task<ToolResult> RunAsync(string line) => Program.LineAsync($"{line} --data {_data} --timeout {Patience}");
}
