using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.UnitTests.Cli;

/// <summary>Which cluster a command talks to.</summary>
public sealed class ConnectionFlagsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("garam-profiles-").FullName;

    private string FilePath => Path.Combine(_folder, "sub", "profiles.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_flag_counts_more_than_the_variable_and_that_more_than_the_profile_in_use()
    {
        Assert.Equal("127.0.0.1:9092", Resolve(null, null, null).ToString());

        Assert.Equal(0, await new RecordedScreen().RunAsync("profile add one --brokers one:1 --use", ("GARAM_PROFILES", FilePath)));
        Assert.Equal(0, await new RecordedScreen().RunAsync("profile add two --brokers two:2,three", ("GARAM_PROFILES", FilePath)));

        Assert.Equal("one:1", Resolve(null, null, null).ToString());
        Assert.Equal("env:9092", Resolve(null, null, "env").ToString());
        Assert.Equal("two:2, three:9092", Resolve(null, "two", "env").ToString());
        Assert.Equal("flag:4", Resolve("flag:4", null, "env").ToString());
    }

    [Fact]
    public void Two_flags_for_one_thing_are_refused() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => Resolve("a", "b", null)).ExitCode);

    [Fact]
    public async Task Profiles_are_listed_used_and_removed()
    {
        (string, string) file = ("GARAM_PROFILES", FilePath);
        await new RecordedScreen().RunAsync("profile add staging --brokers [::1]:9092", file);
        await new RecordedScreen().RunAsync("profile add prod --brokers prod:1", file);
        var use = new RecordedScreen();
        await use.RunAsync("profile use prod", file);
        Assert.Equal(("", "Commands now use 'prod'.\n"), (use.Output, use.Error));
        var list = new RecordedScreen();
        await list.RunAsync("profile list", file);
        Assert.Equal("   PROFILE  BROKERS\n*  prod     prod:1\n   staging  [::1]:9092\n", list.Output);

        await new RecordedScreen().RunAsync("profile remove prod", file);

        var json = new RecordedScreen();
        await json.RunAsync("profile list --json", file);
        Assert.Equal(
            """{"profiles":[{"name":"staging","brokers":"[::1]:9092","inUse":false}]}""",
            json.Output.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("profile use stagin", "Did you mean staging?")]
    [InlineData("profile add a/b --brokers x", "not a name")]
    [InlineData("profile add ab --brokers x:y", "'x:y' is not an address")]
    [InlineData("topics list --profile stagin", "Did you mean staging?")]
    public async Task A_wrong_name_is_told(string line, string says)
    {
        (string, string) file = ("GARAM_PROFILES", FilePath);
        await new RecordedScreen().RunAsync("profile add staging --brokers a:1", file);
        var screen = new RecordedScreen();

        Assert.Equal(ExitCode.Usage, await screen.RunAsync(line, file));

        Assert.Contains(says, screen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profiles: [", "not valid YAML")]
    [InlineData("profiles:\n  a: {broker: x}\n", "line 2")]
    [InlineData("usee: a\n", "line 1")]
    [InlineData("use: gone\nprofiles:\n", "there is no profile 'gone'")]
    public async Task A_wrong_file_is_told_with_its_line(string text, string says)
    {
        var path = Path.Combine(_folder, "wrong.yaml");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        var screen = new RecordedScreen();

        Assert.Equal(ExitCode.Usage, await screen.RunAsync("topics list", ("GARAM_PROFILES", path)));

        Assert.Contains(says, screen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("15s", 15)]
    [InlineData("15", 15)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    public void Times_have_units(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse(text, "--timeout"));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1s")]
    [InlineData("0")]
    [InlineData("99999999999d")]
    public void What_is_no_time_is_refused(string text) => Assert.Throws<CommandException>(() => Durations.Parse(text, "--timeout"));

    private ClusterTarget Resolve(string? brokers, string? profile, string? variable) =>
        ConnectionFlags.Resolve(brokers, profile, name => name switch
        {
            ProfileFile.Variable => FilePath,
            ConnectionFlags.BrokersVariable => variable,
            _ => null,
        }, TimeSpan.FromSeconds(1), SecuritySettings.None);
}
