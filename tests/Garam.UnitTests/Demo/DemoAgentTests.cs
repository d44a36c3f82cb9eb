using Garam.Cli.Terminal;
using Garam.Demo;
using Garam.Demo.Agents;

namespace Garam.UnitTests.Demo;

public sealed class DemoAgentTests
{
    [Theory]
    [InlineData("garam ready in 310 ms: kafka=127.0.0.1:20001 http=off data=/tmp/x", AgentNews.Ready, 0)]
    [InlineData("2026-01-01T00:00:00.000Z info: Garam.Leader[4001] This process leads in epoch 12.", AgentNews.Leads, 12)]
    [InlineData("2026-01-01T00:00:00.000Z info: Leader[4002] This process resigned.", AgentNews.LeadsNoLonger, 0)]
    [InlineData("2026-01-01T00:00:00.000Z warn: Garam.Leader[4003] This process no longer leads: late", AgentNews.LeadsNoLonger, 0)]
    [InlineData("2026-01-01T00:00:00.000Z info: Garam.Groups[4101] Coordinating 1 groups, from epoch 3 on.", AgentNews.None, 0)]
    public void The_log_tells_which_agent_leads(string line, object news, int epoch)
    {
        Assert.Equal(news, AgentLog.Read(line, out var found));
        Assert.Equal(epoch, found);
    }

    [Theory]
    [InlineData("/opt/garam/garam", "/opt/garam/garam.dll", "/opt/garam/garam", 0)]
    [InlineData("/usr/bin/dotnet", "/opt/garam/garam.dll", "/usr/bin/dotnet", 1)]
    [InlineData("/usr/bin/dotnet.exe", "/opt/garam/garam.dll", "/usr/bin/dotnet.exe", 1)]
    public void An_agent_is_the_same_program(string process, string entry, string file, int before)
    {
        var start = OwnProgram.Of(process, entry);
        Assert.Equal(file, start.File);
        Assert.Equal(before == 0 ? [] : [entry], start.Before);
    }

    [Fact]
    public void Agents_have_names_zones_and_ports_of_their_own()
    {
        var ports = LoopbackPorts.Find(8);
        var places = Enumerable.Range(0, 4).Select(number => AgentPlace.Of(number, ports)).ToList();

        Assert.Equal(["a1", "a2", "a3", "a4"], places.Select(static place => place.Name));
        Assert.Equal(["a", "b", "c", "a"], places.Select(static place => place.Zone));
        Assert.Equal(8, places.SelectMany(static place => new[] { place.Kafka, place.Internal }).Distinct().Count());
    }

    [Fact]
    public void The_log_file_outlives_the_agent_and_its_end_is_remembered()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a1.log");
        using (var log = new AgentLog(path))
        {
            Enumerable.Range(0, 10).ToList().ForEach(number => log.Write($"line {number}"));
            Assert.Equal("line 9", log.LastLines[^1]);
        }

        Assert.Equal(10, File.ReadAllLines(path).Length);
    }

    [Theory]
    [InlineData("never")]
    [InlineData("0")]
    [InlineData("0s")]
    public void Kills_can_be_turned_off(string text) => Assert.Null(DemoFlags.ReadKillInterval(text));

    [Theory]
    [InlineData("5s", 5_000)]
    [InlineData("0.5s", 500)]
    public void Kills_have_an_interval(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DemoFlags.ReadKillInterval(text));

    [Theory]
    [InlineData("soon")]
    [InlineData("1ms")]
    public void Other_intervals_are_refused(string text) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => DemoFlags.ReadKillInterval(text)).ExitCode);

    [Fact]
    public void A_directory_that_the_user_named_stays_and_has_to_be_empty()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "new");
        using (var demo = DemoFolder.Create(path, stays: false))
        {
            File.WriteAllText(demo.LogOf("a1"), "");
        }

        Assert.True(Directory.Exists(path));
        var refusal = Assert.Throws<CommandException>(() => DemoFolder.Create(path, stays: false));
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("is not empty", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_directory_for_the_demo()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "file");
        File.WriteAllText(path, "");

        var refusal = Assert.Throws<CommandException>(() => DemoFolder.Create(path, stays: false));
        Assert.Contains("is a file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporary_directory_goes_unless_it_is_kept()
    {
        var gone = DemoFolder.Create(null, stays: false);
        gone.Dispose();
        Assert.False(Directory.Exists(gone.Path));

        var kept = DemoFolder.Create(null, stays: false);
        kept.Keep();
        kept.Dispose();
        Assert.True(Directory.Exists(kept.Path));
        Directory.Delete(kept.Path, recursive: true);
    }
}
