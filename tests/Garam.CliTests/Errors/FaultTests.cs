using System.Net;
using System.Net.Sockets;
using Garam.CliTests.Support;

namespace Garam.CliTests.Errors;

/// <summary>Faults around a command: each is one line that says what to do, and has an exit code of its own.</summary>
public sealed class FaultTests(Clusters clusters)
{
    private static readonly GaramProgram Program = new();

    [Fact]
    public async Task Nobody_listens()
    {
        var address = FreeAddress();

        (await Program.LineAsync($"topics list --brokers {address}")).ShouldFail(3, $"no broker at {address}", "is `garam serve` running?");
    }

    [Fact]
    public async Task The_host_is_unknown() =>
        (await Program.LineAsync("topics list --brokers no-such-host.invalid:9092")).ShouldFail(
            3, "unknown host", "no-such-host.invalid:9092");

    [Fact]
    public async Task The_other_end_does_not_speak()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        (await Program.LineAsync($"topics list --brokers {silent.LocalEndpoint} --timeout 300ms")).ShouldFail(
            3, "did not answer within 0.3 s", "--timeout");
    }

    [Fact]
    public async Task The_cluster_advertises_what_cannot_be_reached()
    {
        var listener = FreeAddress();
        await using var server = await ServerProcess.StartAsync(kafka: listener, arguments: ["--advertise", "127.0.0.1:1"]);

        (await Program.LineAsync($"cluster --apis --timeout 2s --brokers {listener}")).ShouldFail(
            3, $"{listener} answers", "sends its clients to 127.0.0.1:1", "advertise");
    }

    [Theory]
    [InlineData("topics list --brokers host:port", 2, "'host:port' is not an address")]
    [InlineData("topics list --timeout soon", 2, "'soon' is not a time")]
    [InlineData("topics list --jsno", 2, "Did you mean --json?")]
    [InlineData("topics lst", 2, "Did you mean list?")]
    [InlineData("topcis list", 2, "Did you mean topics?")]
    [InlineData("topics", 2, "list, describe, create, alter, delete, apply")]
    [InlineData("topics create", 2, "TOPIC")]
    [InlineData("--brokers x topics list", 2, "comes after the command")]
    [InlineData("topics create x --partitions many", 2, "many")]
    [InlineData("topics create x --partitions 0", 2, "--partitions")]
    [InlineData("topics create x --config retention.ms", 2, "NAME=VALUE")]
    [InlineData("topics alter x", 2, "nothing to alter")]
    [InlineData("topics apply", 2, "--file is missing.")]
    [InlineData("topics apply -f /dev/zero", 2, "/dev/zero: cannot be read: it is larger than 4 MiB.")]
    [InlineData("config --config /dev/zero", 2, "/dev/zero: cannot be read: it is larger than 4 MiB.")]
    [InlineData("profile add staging", 2, "--brokers is missing.")]
    [InlineData("verify --readers x", 2, "--readers: 'x' is not a number from 1 to 64.")]
    [InlineData("verify --readers 0", 2, "--readers: '0' is not a number from 1 to 64.")]
    [InlineData("inspect segment /tmp", 2, "/tmp is a directory: name one of its files.")]
    [InlineData("inspect journal /dev/null", 1, "/dev/null is empty")]
    [InlineData(
        "bench produce --record-size 2MiB", 2,
        "--record-size: a record of 2.0 MiB does not fit into a request of 1.0 MiB; raise --batch-size.")]
    [InlineData("bench produce --payload-file /tmp", 2, "--payload-file: /tmp cannot be read: it is a directory.")]
    [InlineData("bench --compare /dev/null /dev/null", 2, "/dev/null is not a report from `garam bench`: its JSON is wrong at line 1.")]
    [InlineData("topics apply -f /does/not/exist.yaml", 2, "/does/not/exist.yaml")]
    public async Task A_wrong_command_line_is_named(string line, int exitCode, string says) =>
        (await Program.LineAsync(line)).ShouldFail(exitCode, says);

    [Theory]
    [InlineData("topics list")]
    [InlineData("cluster --json")]
    [InlineData("--help")]
    public async Task A_closed_pipe_ends_the_program_without_a_word(string line)
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create pipe --if-not-exists")).ShouldSucceed();

        var result = await garam.ShellAsync($"garam {line} | true; sleep 0.2; echo ${{PIPESTATUS[0]}} >&2");

        Assert.True(result.Error is "141\n" or "0\n", result.Error);
    }

    [Fact]
    public async Task Endless_profiles_are_told() =>
        (await new GaramProgram(("GARAM_PROFILES", "/dev/zero")).LineAsync("profile list")).ShouldFail(
            2, "/dev/zero: cannot be read: it is larger than 4 MiB.");

    [Fact]
    public async Task A_terminal_shows_what_is_said_in_its_order()
    {
        Tool.Require("script");
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create said-in-order -p 2 --if-not-exists")).ShouldSucceed();

        var shown = await garam.OnTerminalAsync(20, "groups reset-offsets in-order --topic said-in-order --to start");

        Assert.Equal(6, shown.ExitCode);
        Assert.EndsWith(
            "TO         0\r\nSet these offsets of group 'in-order'? [y/N] Nothing was changed; pass --yes to go ahead.\r\n",
            shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_told()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);

        (await garam.ShellAsync("garam cluster > /dev/full")).ShouldFail(1, "No space left on device");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(200)]
    public async Task A_terminal_of_any_width_shows_the_table(int columns)
    {
        Tool.Require("script");
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create narrow-terminal-topic --if-not-exists")).ShouldSucceed();

        var shown = await garam.OnTerminalAsync(columns, "topics describe narrow-terminal-topic");

        shown.ShouldSucceed();
        Assert.DoesNotContain("   at ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("PARTITION", shown.Output, StringComparison.Ordinal);
        Assert.Contains("IN SYNC", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('…', shown.Output);
    }

    [Theory]
    [InlineData("NO_COLOR", "", true)]
    [InlineData("NO_COLOR", "1", false)]
    [InlineData("TERM", "dumb", false)]
    public async Task A_terminal_has_colors_unless_somebody_says_no(string variable, string value, bool hasColors)
    {
        Tool.Require("script");
        var brokers = await clusters.BrokersAsync(ClusterKind.Garam);

        var shown = await new GaramProgram(("GARAM_BROKERS", brokers), (variable, value)).OnTerminalAsync(80, "cluster");

        Assert.Equal(hasColors, shown.ShouldSucceed().Output.Contains('\u001b', StringComparison.Ordinal));
    }

    /// <summary>Nobody listens there for the moment.</summary>
    private static string FreeAddress()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        return taken.LocalEndpoint.ToString()!;
    }
}
