using Garam.CommandLine;
using Garam.Configuration;

namespace Garam.UnitTests.Server;

public sealed class ListenerSettingsTests
{
    private readonly List<string> _problems = [];

    [Fact]
    public void Each_listener_has_a_zone_and_is_advertised_for_it()
    {
        var options = Read("0.0.0.0:9092@a, [::]:9093@b,127.0.0.1:9094@c", "h:1@b,h:2@a");

        Assert.Empty(_problems);
        Assert.Equal(
            ["0.0.0.0:9092@a h:2", "[::]:9093@b h:1", "127.0.0.1:9094@c "],
            options.Listeners.Select(static one => $"{one.Listen} {one.Advertise}"));
        Assert.Equal($"{Environment.MachineName}:9092", options.AgentId);
    }

    [Fact]
    public void A_listener_without_a_zone_comes_first()
    {
        var options = Read("127.0.0.1:9093@b,127.0.0.1:9092");

        Assert.Empty(_problems);
        Assert.Equal(["127.0.0.1:9092", "127.0.0.1:9093@b"], options.Listeners.Select(static one => $"{one.Listen}"));
        Assert.Equal($"{Environment.MachineName}:9092", options.AgentId);
    }

    [Theory]
    [InlineData("127.0.0.1:9092@")]
    [InlineData("@a")]
    [InlineData("127.0.0.1@a:9092")]
    [InlineData("127.0.0.1:9092@a@b")]
    [InlineData("127.0.0.1:9092@a b")]
    [InlineData("127.0.0.1:9092@a=b")]
    [InlineData("127.0.0.1:9092@a,")]
    [InlineData(",")]
    public void A_malformed_listener_is_refused_with_the_form_of_a_good_one(string text)
    {
        Read(text);

        var problem = Assert.Single(_problems);
        Assert.Contains($"\"{text}\" is not allowed for kafka", problem, StringComparison.Ordinal);
        Assert.Contains("0.0.0.0:9092@a,0.0.0.0:9093@b", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1@a,127.0.0.1:2@a", "", "kafka: 127.0.0.1:1@a and 127.0.0.1:2@a are for the same zone")]
    [InlineData("127.0.0.1:1,127.0.0.1:2", "", "both name no zone")]
    [InlineData("127.0.0.1:1@a,127.0.0.1:1@b", "h:1@a,h:2@b", "have the same port")]
    [InlineData("127.0.0.1:1@a,127.0.0.1:2@b", "h:1@a,h:1@b", "told the same address for two listeners, h:1@a and h:1@b")]
    [InlineData("127.0.0.1:1@a,127.0.0.1:2@b", "127.0.0.1:2@a", "told the same address")]
    [InlineData("127.0.0.1:1@a,127.0.0.1:2@b", "h:1@a,h:2@a", "advertise: h:1@a and h:2@a are for the same zone")]
    [InlineData("127.0.0.1:1@a,127.0.0.1:2@b", "h:1", "advertise: h:1 names no zone, and every listener of kafka has one; write h:1@a")]
    [InlineData("127.0.0.1:1@a,127.0.0.1:2", "h:1@z", "is for the zone z, and kafka has no listener for it")]
    [InlineData("0.0.0.0:1@a,127.0.0.1:2@b", "", "set advertise to HOST:PORT@a.")]
    public void Listeners_that_contradict_each_other_are_refused(string kafka, string advertise, string message)
    {
        Read(kafka, advertise.Length > 0 ? advertise : null);

        Assert.Contains(message, Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_has_at_most_sixteen_listeners()
    {
        string[] all = [.. Enumerable.Range(1, 17).Select(static i => $"127.0.0.1:{i}@z{i}")];
        Read(string.Join(',', all[1..]));
        Assert.Empty(_problems);

        Read(string.Join(',', all));
        Assert.Contains("names 17 listeners; a process has at most 16", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Listeners_that_pick_their_ports_do_not_have_the_same_one()
    {
        Read("127.0.0.1:0@a,127.0.0.1:0@b");

        Assert.Empty(_problems);
    }

    [Fact]
    public void A_server_that_is_alone_has_one_listener()
    {
        ListenerSettings.CheckAlone(Read("127.0.0.1:1", "h:1"), _problems);
        Assert.Empty(_problems);

    }

    [Theory]
    [InlineData("127.0.0.1:1@a", null)]
    [InlineData("127.0.0.1:1,127.0.0.1:2@b", null)]
    [InlineData("127.0.0.1:1@a", "h:1@a")]
    public void A_server_that_is_alone_is_told_that_zones_are_for_agents(string kafka, string? advertise)
    {
        ListenerSettings.CheckAlone(Read(kafka, advertise), _problems);

        Assert.Contains($"instead of {kafka}, and advertise alike, or run garam agent", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_has_the_listeners_between_commas()
    {
        var variables = new Dictionary<string, string> { ["GARAM_KAFKA"] = "127.0.0.1:1@a,127.0.0.1:2@b" };

        Assert.Equal(2, OptionsReader.Read([EnvironmentSource.Read(variables)], _problems).Listeners.Count);
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("kafka: 127.0.0.1:1@a,127.0.0.1:2@b")]
    [InlineData("kafka: ['127.0.0.1:1@a', '127.0.0.1:2@b']")]
    [InlineData("kafka:\n  - 127.0.0.1:1@a\n  - 127.0.0.1:2@b")]
    public void A_file_has_the_listeners_between_commas_or_as_a_sequence(string text)
    {
        var options = ReadFile(text);

        Assert.Empty(_problems);
        Assert.Equal(["127.0.0.1:1@a", "127.0.0.1:2@b"], options.Listeners.Select(static one => $"{one.Listen}"));
    }

    [Fact]
    public void A_setting_with_one_value_has_no_sequence_in_a_file()
    {
        ReadFile("data: [./a, ./b]");

        Assert.Contains("expected a plain value", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void What_config_prints_is_a_file_with_the_same_listeners()
    {
        var printed = Read("127.0.0.1:9092@a,[::1]:9093@b", "h:1@a,[::2]:2@b");
        var read = ReadFile(string.Join('\n', ConfigCommand.Lines(printed)));

        Assert.Empty(_problems);
        Assert.Equal(printed.Listeners, read.Listeners);
    }

    private ServeOptions ReadFile(string text)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        var options = OptionsReader.Read([YamlSource.Read(path, _problems)], _problems, isAgent: true);
        File.Delete(path);
        return options;
    }

    private ServeOptions Read(string kafka, string? advertise = null)
    {
        SettingValue[] values = [new("kafka", kafka, "--kafka"), new("advertise", advertise ?? "", "--advertise")];
        return OptionsReader.Read([advertise is null ? values[..1] : values], _problems, isAgent: true);
    }
}
