using Garam.ClientTests.Support;

namespace Garam.ClientTests.Serving;

/// <summary>A mistyped command line gets one line that names the fault and says what is allowed, and exit code 2.</summary>
[Collection(Lanes.Short)]
public sealed class UsageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-usage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--kafak 127.0.0.1:9092", "--kafak", "--kafka")]
    [InlineData("--kafka nowhere", "--kafka", "nowhere")]
    [InlineData("--kafka 127.0.0.1:99999", "--kafka", "99999")]
    [InlineData("--kafka 127.0.0.1:9092@a", "127.0.0.1:9092@a", "garam agent")]
    [InlineData("--segment-linger soon", "--segment-linger", "soon")]
    [InlineData("--segment-bytes 1PB", "--segment-bytes", "1PB")]
    [InlineData("--log-level loud", "--log-level", "loud")]
    [InlineData("--config /does/not/exist.yaml", "/does/not/exist.yaml", "exist")]
    public async Task A_wrong_flag_is_named(string flags, string what, string why)
    {
        var result = await Tool.RunAsync(Repository.Program, ["serve", "--data", _folder, .. flags.Split(' ')]);

        ShouldBeRefused(result, what, why);
    }

    [Theory]
    [InlineData("kafak: 127.0.0.1:9092", "kafak", "kafka")]
    [InlineData("segment-linger: soon", "segment-linger", "soon")]
    [InlineData("kafka: [1, 2", "garam.yaml", "")]
    [InlineData("- a list", "garam.yaml", "")]
    public async Task A_wrong_file_is_named(string yaml, string what, string why)
    {
        var file = Path.Combine(_folder, "garam.yaml");
        await File.WriteAllTextAsync(file, yaml, TestContext.Current.CancellationToken);

        var result = await Tool.RunAsync(Repository.Program, ["serve", "--data", _folder, "--config", file]);

        ShouldBeRefused(result, what, why);
    }

    [Fact]
    public async Task An_unknown_command_is_named()
    {
        var result = await Tool.RunAsync(Repository.Program, ["sevre"]);

        ShouldBeRefused(result, "sevre", "serve");
    }

    private static void ShouldBeRefused(ToolResult result, string what, string why)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(what, result.Error, StringComparison.Ordinal);
        Assert.Contains(why, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.InRange(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 3);
    }
}
