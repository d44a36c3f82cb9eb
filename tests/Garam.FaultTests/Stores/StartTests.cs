using Garam.ClientTests.Support;
using Garam.FaultTests.Support;

namespace Garam.FaultTests.Stores;

/// <summary>A start that fails leaves nothing behind, and a start without an HTTP port serves everything else.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_process_whose_port_is_taken_leaves_no_trace_in_the_store()
    {
        using var folder = new TemporaryFolder();
        await using var first = await ServerProcess.StartAsync();
        var data = Path.Combine(folder.Path, "data");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(data, first.Kafka));

        Assert.Contains($"Cannot listen at {first.Kafka}", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
        await Aftermath.AssertServesAsync(first);
    }

    [Fact]
    public async Task Without_an_http_port_everything_else_is_served()
    {
        await using var server = await ServerProcess.StartAsync(arguments: ["--http", "off"]);

        Assert.Equal("off", server.Http);
        await Aftermath.AssertServesAsync(server);
        Assert.Equal(0, await server.StopAsync());
    }
}
