using System.Globalization;
using Garam.CliTests.Support;

namespace Garam.CliTests.Records;

/// <summary>
/// A position selects the records that consume prints. Retention keeps all of them. The topic has one partition with the values 0 to 9,
/// each a minute after the one before.
/// </summary>
public sealed class PositionTests(Clusters clusters)
{
    private const string Topic = "positions";

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task Every_position_means_what_it_says(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync($"topics create {Topic} -c retention.ms=-1")).ShouldSucceed();
        var lines = Enumerable.Range(0, 10).Select(
            i => $$"""{"value":{{i}},"timestamp":"2026-01-31T12:0{{i.ToString(CultureInfo.InvariantCulture)}}:00Z"}""");
        (await garam.RunWithInputAsync(string.Join('\n', lines), "produce", Topic, "-f", "json", "-q")).ShouldSucceed();

        foreach (var (flags, expected) in Cases)
        {
            var printed = (await garam.RunAsync(["consume", Topic, "-f", "%v", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]))
                .ShouldSucceed();
            Assert.True(printed.Output == expected, $"consume {flags} printed '{printed.Output}' instead of '{expected}'.");
            Assert.Empty(printed.Error);
        }
    }

    [Fact]
    public async Task A_follower_sees_new_records_and_ends_at_the_named_offset()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create follow")).ShouldSucceed();
        using var reader = garam.Start("consume", "follow", "--follow", "--until", "3");
        Assert.Equal("", (await garam.RunWithInputAsync("a\nb\n", "produce", "follow", "-q")).ShouldSucceed().Output);
        Assert.Equal("a", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal("b", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        (await garam.RunWithInputAsync("c\nd\n", "produce", "follow", "-q")).ShouldSucceed();

        Assert.Equal("c\n", await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await reader.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, reader.ExitCode);
    }

    private static readonly (string Flags, string Expected)[] Cases =
    [
        ("", "0123456789"),
        ("--from 7", "789"),
        ("--from -3", "789"),
        ("--from -300", "0123456789"),
        ("--from 10", ""),
        ("--from end --until end", ""),
        ("--from 2 --until 5", "234"),
        ("--until -8", "01"),
        ("--from 3 --count 2", "34"),
        ("--from 2026-01-31T12:06:30Z", "789"),
        ("--from 2026-01-31T12:06:00Z --until 2026-01-31T12:08:00Z", "67"),
        ("--from @1769860980000", "3456789"),
        ("--from 2099-01-01", ""),
        ("--until 2020-01-01", ""),
        ("--from 10m", ""),
    ];
}
