using Garam.Bench.Measuring;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Bench;

public sealed class ServerMeterTests : IDisposable
{
    private const string Status = "Name:\tx\nVmPeak:\t  900 kB\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";

    private readonly string _proc = Directory.CreateTempSubdirectory("garam-proc-").FullName;

    [Fact]
    public void Usage_is_read_from_what_the_system_shows()
    {
        var usage = ProcessUsage.Parse(Stat(user: 250, system: 125, started: 77), Status);
        Assert.Equal(new ProcessUsage(TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(1.25), 2048 << 10, 77), usage);
    }

    [Theory]
    [InlineData("", Status)]
    [InlineData("1 (x) S 1", Status)]
    public void Something_else_is_no_usage(string stat, string status) => Assert.Null(ProcessUsage.Parse(stat, status));

    [Fact]
    public void A_process_without_memory_is_no_server() => Assert.Null(ProcessUsage.Parse(Stat(1, 1, 1), "Name:\tkthreadd\n"));

    [Fact]
    public void What_is_spent_is_the_difference()
    {
        Show(12, Stat(100, 50, 9));
        var meter = new ServerMeter(12, _proc);
        Show(12, Stat(110, 60, 9));
        meter.Start();
        Show(12, Stat(310, 90, 9));

        Assert.Equal(new ServerSpending(12, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.3), 2048 << 10), meter.Stop());
    }

    [Fact]
    public void No_such_process_is_told_in_a_line()
    {
        var fault = Assert.Throws<CommandException>(() => new ServerMeter(404, _proc));
        Assert.Equal((ExitCode.Usage, "--server-pid: there is no process 404 on this machine."), (fault.ExitCode, fault.Message));
    }

    [Fact]
    public void Another_process_under_the_same_number_is_not_taken_for_it()
    {
        Show(12, Stat(100, 50, started: 9));
        var meter = new ServerMeter(12, _proc);
        Show(12, Stat(1, 1, started: 10));
        Assert.Throws<CommandException>(meter.Start);
    }

    [Fact]
    public void A_system_without_the_folder_is_told_in_a_line() =>
        Assert.Contains(
            "only Linux", Assert.Throws<CommandException>(() => new ServerMeter(1, Path.Combine(_proc, "none"))).Message,
            StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    private static string Stat(int user, int system, int started) =>
        $"12 (a (strange) name) S 1 12 12 0 -1 4194560 100 0 0 0 {user} {system} 0 0 20 0 4 0 {started} 1000 200 18446744073709551615\n";

    private void Show(int pid, string stat)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_proc, $"{pid}")).FullName;
        File.WriteAllText(Path.Combine(folder, "stat"), stat);
        File.WriteAllText(Path.Combine(folder, "status"), Status);
    }
}
