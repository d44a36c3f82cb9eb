using System.Diagnostics;
using System.Globalization;
using Garam.CliTests.Support;

namespace Garam.CliTests.Records;

/// <summary>Ctrl-C: what was done is kept, and what was not done is said.</summary>
public sealed class InterruptTests(Clusters clusters)
{
    private const int Interrupted = 130;

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task A_member_commits_what_it_printed_and_leaves(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create stopped-reader")).ShouldSucceed();
        (await garam.RunWithInputAsync("a\nb\nc\n", "produce", "stopped-reader", "-q")).ShouldSucceed();
        using var reader = garam.Start("consume", "stopped-reader", "--group", "stopped", "--follow");
        for (var line = 'a'; line <= 'c'; line++)
        {
            Assert.Equal(line.ToString(), await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        await InterruptAsync(reader);

        Assert.Equal(
            (Interrupted, ""), (reader.ExitCode, await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)));
        var described = (await garam.LineAsync("groups describe stopped")).ShouldSucceed();
        Assert.Contains("Group stopped: Empty, classic, 0 members", described.Output, StringComparison.Ordinal);
        Assert.Equal(["stopped-reader", "0", "3", "0", "3", "0", "-"], described.Row("stopped-reader"));
    }

    [Fact]
    public async Task A_writer_delivers_what_it_read_and_says_what_it_leaves_out()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create stopped-writer")).ShouldSucceed();
        using var reader = garam.Start("consume", "stopped-writer", "--follow");
        using var writer = garam.Start("produce", "stopped-writer");
        await writer.StandardInput.WriteAsync("one\ntwo\nthr");
        await writer.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal("one", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("two", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        await InterruptAsync(writer);
        await InterruptAsync(reader);

        var said = await writer.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(writer.ExitCode == Interrupted, said);
        Assert.StartsWith("2 records acknowledged (6 B)", said, StringComparison.Ordinal);
        Assert.EndsWith("Stopped; 3 bytes after the standard input:2 were not sent.\n", said, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\n", (await garam.LineAsync("consume stopped-writer")).ShouldSucceed().Output);
    }

    private static async Task InterruptAsync(Process process)
    {
        await Tool.RunAsync("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
