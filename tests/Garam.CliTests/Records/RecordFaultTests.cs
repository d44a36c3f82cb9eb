using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Garam.CliTests.Support;

namespace Garam.CliTests.Records;

/// <summary>Mistakes of a new user, and failures of a pipe or a disk: one clear line each.</summary>
public sealed class RecordFaultTests(Clusters clusters)
{
    [Theory]
    [InlineData("produce faulty --file /no-such.log", 2, "cannot read '/no-such.log': there is no such file")]
    [InlineData("produce faulty --file /tmp", 2, "cannot read '/tmp': it is a directory")]
    [InlineData("produce faulti", 4, "there is no topic 'faulti'", "Did you mean faulty?")]
    [InlineData("produce faulty -p 2", 4, "topic 'faulty' has partitions 0 to 1: there is no partition 2")]
    [InlineData("produce faulty -p two", 2, "'two' is neither a partition number nor 'any'")]
    [InlineData("produce faulty --header x", 2, "'x' is not of the form NAME=VALUE")]
    [InlineData("produce faulty --format jsn", 2, "--format: there is no 'jsn'", "Did you mean json?")]
    [InlineData("produce faulty --compression brotli", 2, "--compression: there is no 'brotli'")]
    [InlineData("produce faulty --acks 2", 2, "--acks: there is no '2'")]
    [InlineData("produce faulty --timestamp soon", 2, "'soon' is not a time")]
    [InlineData("produce faulty --batch-size huge", 2, "'huge' is not a size")]
    [InlineData("produce faulty --batch-size 64MiB", 2, "'64MiB' is not a size up to 31MiB")]
    [InlineData("produce faulty --format %k%v", 2, "there has to be text between two fields")]
    [InlineData("produce faulty --format %o,%v", 2, "the other fields can only be printed")]
    [InlineData("produce faulty --format %v -K :", 2, "--key-separator cannot be combined with a template")]
    [InlineData("consume faulti*", 4, "no topic at", "matches 'faulti*'")]
    [InlineData("consume faulti", 4, "there is no topic 'faulti'", "Did you mean faulty?")]
    [InlineData("consume faulty -p 0,7", 4, "there is no partition 7")]
    [InlineData("consume faulty -p 3-1", 2, "'3-1' is not a list of partitions")]
    [InlineData("consume faulty --format %y", 2, "there is no %y", "at character 1")]
    [InlineData("consume faulty --format {valeu}", 2, "Did you mean value?")]
    [InlineData("consume faulty --from begining", 2, "'begining' is not a position")]
    [InlineData("consume faulty --from 1000000", 4, "--from 1000000 is past the end of every partition")]
    [InlineData("consume faulty --count none", 2, "'none' is not a number of records")]
    [InlineData("consume faulty --until end --follow", 2, "--follow reads past the end")]
    [InlineData("consume faulty --assignor range", 2, "--assignor needs --group")]
    [InlineData("consume faulty --group g --assignor best", 2, "there is no 'best'")]
    [InlineData("consume faulty --group g --from 5", 2, "garam groups reset-offsets g")]
    [InlineData("consume faulty --json --format %v", 2, "--json cannot be combined with --format")]
    [InlineData("consume faulty --file /does/not/exist.log", 2, "cannot write '/does/not/exist.log': there is no such directory")]
    public async Task A_mistake_is_one_line_that_says_what_to_do(string line, int exitCode, params string[] says)
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create faulty -p 2 --if-not-exists")).ShouldSucceed();

        (await garam.LineAsync(line)).ShouldFail(exitCode, says);
    }

    [Theory]
    [InlineData("raw", "a:1\nb:2\nbad\nc:3\n", "line 3 of the standard input: it has no key separator ':'.", "-K", ":")]
    [InlineData(
        "json", "{\"value\":1}\n{\"value\":2}\n{\"vaule\":3}\n",
        "line 3 of the standard input: there is no field 'vaule'. Did you mean value?")]
    [InlineData(
        "json", "{\"value\":1}\n{\"value\":2}\n{\"value\":3,\"partition\":9}\n",
        "line 3 of the standard input: topic 'wrong-lines' has only partition 0: there is no partition 9.")]
    [InlineData("hex", "00\nff\n0g\n", "line 3 of the standard input: it is not made of pairs of hexadecimal digits.")]
    public async Task A_wrong_line_is_named_and_what_was_before_it_is_stored(
        string format, string input, string says, params string[] flags)
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create wrong-lines --if-not-exists")).ShouldSucceed();

        var result = await garam.RunWithInputAsync(input, ["produce", "wrong-lines", "-f", format, .. flags]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"garam: {says}\n2 records acknowledged", result.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "The records before it are stored; that line and the rest were not sent.\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClusterKind.Garam)]
    [InlineData(ClusterKind.Kafka)]
    public async Task A_record_that_is_refused_is_named(ClusterKind kind)
    {
        var garam = await clusters.ProgramAsync(kind);
        (await garam.LineAsync("topics create small -c max.message.bytes=1000 --if-not-exists")).ShouldSucceed();

        var result = await garam.RunWithInputAsync($"ok\n{new string('x', 5000)}\n", "produce", "small", "--batch-size", "100");

        Assert.Equal(5, result.ExitCode);
        Assert.StartsWith(
            "garam: 1 of 2 records was not acknowledged, the first of them record 2: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("MESSAGE_TOO_LARGE", result.Error, StringComparison.Ordinal);
        Assert.Contains("\n1 record acknowledged (2 B) in ", result.Error, StringComparison.Ordinal);
        Assert.Equal("ok\n", (await garam.LineAsync("consume small")).ShouldSucceed().Output);
    }

    [Fact]
    public async Task A_server_that_dies_is_told_even_while_the_input_is_silent()
    {
        await using var server = await ServerProcess.StartAsync();
        var garam = new GaramProgram(("GARAM_BROKERS", server.Kafka));
        (await garam.LineAsync("topics create dying")).ShouldSucceed();
        using var reader = garam.Start("consume", "dying", "--follow");
        using var writer = garam.Start("produce", "dying", "--timeout", "3s");
        await writer.StandardInput.WriteAsync("one\n");
        await writer.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var first = reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        await Task.WhenAny(first, writer.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.False(writer.HasExited, "produce gave up before the server died");
        Assert.Equal("one", await first);

        await server.KillAsync();
        await writer.StandardInput.WriteAsync("two\n");
        await writer.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);

        var said = (await writer.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        Assert.Equal(3, writer.ExitCode);
        Assert.Equal($"garam: {server.Kafka} is unreachable (connection refused); trying again.", said[0]);
        Assert.StartsWith("garam: 1 of 2 records was not acknowledged, the first of them record 2: ", said[1], StringComparison.Ordinal);
        Assert.DoesNotContain("..", said[1], StringComparison.Ordinal);
        Assert.StartsWith("1 record acknowledged (3 B) in ", said[2], StringComparison.Ordinal);
        reader.Kill();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --group away")]
    public async Task A_broker_that_goes_away_and_comes_back_is_told_and_what_follows_goes_on(string flags)
    {
        var data = Directory.CreateTempSubdirectory("garam-away-").FullName;
        var first = await ServerProcess.StartAsync(data);
        var garam = new GaramProgram(("GARAM_BROKERS", first.Kafka));
        (await garam.LineAsync("topics create away")).ShouldSucceed();
        using var reader = garam.Start([.. $"consume away --follow --timeout 2s{flags}".Split(' ')]);
        using var writer = garam.Start("produce", "away", "-q", "--timeout", "1h");
        await TypeAsync(writer, "one");
        Assert.Equal("one", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        await first.KillAsync();
        await TypeAsync(writer, "two");
        foreach (var program in new[] { reader, writer })
        {
            Assert.Equal(
                $"garam: {first.Kafka} is unreachable (connection refused); trying again.",
                await program.StandardError.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        await first.DisposeAsync();
        await using var second = await ServerProcess.StartAsync(data, first.Kafka);
        foreach (var program in new[] { reader, writer })
        {
            Assert.StartsWith(
                $"garam: {first.Kafka} is back after ",
                await program.StandardError.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Equal("two", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        writer.StandardInput.Close();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, writer.ExitCode);
        reader.Kill();
        await second.KillAsync();
        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData("consume stopped", 1)]
    [InlineData("consume stopped", 2)]
    [InlineData("consume stopped --group stopped-group", 1)]
    [InlineData("consume stopped --group stopped-group", 10)]
    [InlineData("consume stopped --group stopped-group", 11)]
    [InlineData("produce stopped", 0)]
    [InlineData("produce stopped", 22)]
    public async Task A_server_that_falls_silent_ends_the_command_when_its_time_is_over(string line, short api)
    {
        using var relay = new FreezingRelay(api);
        var listens = FreeAddress();
        await using var server = await ServerProcess.StartAsync(kafka: listens, arguments: ["--advertise", relay.Address]);
        var relaying = relay.RunAsync(listens);
        var direct = new GaramProgram(("GARAM_BROKERS", relay.Address));
        (await direct.LineAsync("topics create stopped")).ShouldSucceed();
        if (api != 0 && api != 22)
        {
            (await direct.RunWithInputAsync("one\n", "produce", "stopped", "-q")).ShouldSucceed();
        }

        var result = await direct.RunWithInputAsync("two\n", [.. line.Split(' '), "--timeout", "2s"]);

        Assert.True(result.ExitCode == 3, $"exit code {result.ExitCode}\n{result.Error}");
        Assert.Equal("", result.Output);
        relay.Stop();
        await relaying;
    }

    [Fact]
    public async Task A_record_that_needs_a_larger_request_names_the_flag()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create large-record -c max.message.bytes=4194304")).ShouldSucceed();
        var record = new string('x', 2_000_000);

        var refused = await garam.RunWithInputAsync(record, "produce", "large-record");

        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith(
            "garam: line 1 of the standard input: a record of 1.9 MiB does not fit into a request of 1.0 MiB; "
                + "raise --batch-size, up to 31.0 MiB.\n",
            refused.Error, StringComparison.Ordinal);
        (await garam.RunWithInputAsync(record, "produce", "large-record", "--batch-size", "31MiB")).ShouldSucceed();
    }

    [Theory]
    [InlineData("produce unread <&-", 2, "the standard input cannot be read: it is closed; --file FILE reads a file.")]
    [InlineData("topics apply -f - <&-", 2, "standard input: cannot be read: it is closed")]
    [InlineData("topics list >&-", 1, "Cannot write to the standard output: Bad file descriptor.")]
    public async Task A_closed_descriptor_is_told(string line, int exitCode, string says)
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create unread --if-not-exists")).ShouldSucceed();

        (await garam.ShellAsync($"garam {line}")).ShouldFail(exitCode, says);
    }

    [Fact]
    public async Task A_closed_standard_error_loses_what_is_said_and_nothing_else()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);

        Assert.Equal(4, (await garam.ShellAsync("garam topics describe never-made 2>&-")).ExitCode);
        (await garam.ShellAsync("garam topics create unheard --if-not-exists 2>&-")).ShouldSucceed();
    }

    [Fact]
    public async Task A_closed_pipe_ends_the_reader_without_a_word()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create piped")).ShouldSucceed();
        (await garam.ShellAsync("seq 200000 | garam produce piped -q")).ShouldSucceed();

        var result = await garam.ShellAsync("garam consume piped --follow | head -1; echo ${PIPESTATUS[0]} >&2");

        Assert.Equal(("1\n", "141\n"), (result.Output, result.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --group quiet-pipe")]
    public async Task A_reader_that_goes_away_ends_the_command_also_while_nothing_is_written(string flags)
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create quiet-pipe --if-not-exists")).ShouldSucceed();
        (await garam.RunWithInputAsync("only\n", "produce", "quiet-pipe", "-q")).ShouldSucceed();
        using var reader = garam.Start([.. $"consume quiet-pipe --follow{flags}".Split(' ')]);
        Assert.Equal("only", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));

        reader.StandardOutput.Close();

        await reader.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((141, ""), (reader.ExitCode, await reader.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)));
        if (flags.Length > 0)
        {
            var described = (await garam.LineAsync("groups describe quiet-pipe")).ShouldSucceed();
            Assert.Contains("Group quiet-pipe: Empty, classic, 0 members", described.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_input_that_cannot_be_read_is_told()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create unread --if-not-exists")).ShouldSucceed();

        var result = await garam.ShellAsync("garam produce unread < /tmp");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("garam: the standard input cannot be read: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_unwritten_is_committed()
    {
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        (await garam.LineAsync("topics create full-disk")).ShouldSucceed();
        (await garam.RunWithInputAsync("a\nb\n", "produce", "full-disk", "-q")).ShouldSucceed();

        (await garam.ShellAsync("garam consume full-disk --group full > /dev/full")).ShouldFail(1, "No space left on device");
        (await garam.LineAsync("consume full-disk --group full --file /dev/full")).ShouldFail(1, "No space left on device");

        Assert.Equal("a\nb\n", (await garam.LineAsync("consume full-disk --group full")).ShouldSucceed().Output);
    }

    /// <summary>Nobody listens there for the moment.</summary>
    private static string FreeAddress()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        return taken.LocalEndpoint.ToString()!;
    }

    private static async Task TypeAsync(Process writer, string line)
    {
        await writer.StandardInput.WriteAsync($"{line}\n");
        await writer.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_file_is_written_and_a_person_is_told_how_much()
    {
        Tool.Require("script");
        var garam = await clusters.ProgramAsync(ClusterKind.Garam);
        using var log = new RealLog(1_000_000);
        (await garam.LineAsync("topics create shown")).ShouldSucceed();

        var produced = (await garam.OnTerminalAsync(80, $"produce shown --file {log.File}")).ShouldSucceed();
        var consumed = (await garam.OnTerminalAsync(80, $"consume shown --file {log.Beside("copy.log")}")).ShouldSucceed();

        Assert.Contains("records acknowledged (", produced.Output, StringComparison.Ordinal);
        Assert.Contains(" records (", consumed.Output, StringComparison.Ordinal);
        Assert.Equal(
            await File.ReadAllBytesAsync(log.File, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(log.Beside("copy.log"), TestContext.Current.CancellationToken));
    }
}
