using Garam.Configuration;

namespace Garam.UnitTests.Server;

public sealed class OptionsReaderTests
{
    private readonly List<string> _problems = [];

    [Fact]
    public void Stronger_sources_win_over_weaker_ones()
    {
        var options = OptionsReader.Read(
            [[new("segment-linger", "1ms", "file"), new("data", "/a", "file")], [new("segment-linger", "2ms", "env")], [new("segment-linger", "3ms", "flag")]],
            _problems);

        Assert.Empty(_problems);
        Assert.Equal(TimeSpan.FromMilliseconds(3), options.SegmentLinger);
        Assert.Equal("/a", options.DataDirectory);
    }

    [Fact]
    public void An_unknown_key_names_its_origin_and_the_nearest_setting()
    {
        Read(new SettingValue("daat", "/x", "GARAM_DAAT"));

        Assert.Equal("GARAM_DAAT: there is no setting \"daat\". Did you mean data?", Assert.Single(_problems));
    }

    [Theory]
    [InlineData("kafka", "localhost")]
    [InlineData("kafka", "localhost:99999")]
    [InlineData("kafka", "::1:9092")]
    [InlineData("segment-linger", "5")]
    [InlineData("segment-linger", "-5ms")]
    [InlineData("segment-linger", "1h")]
    [InlineData("segment-bytes", "1KiB")]
    [InlineData("segment-bytes", "9MiB")]
    [InlineData("segment-bytes", "99999999999999999999")]
    [InlineData("log-format", "xml")]
    [InlineData("log-format", "1")]
    [InlineData("max-connections", "0")]
    public void A_bad_value_is_refused_with_what_is_allowed(string key, string text)
    {
        Read(new SettingValue(key, text, "--" + key));

        var problem = Assert.Single(_problems);
        Assert.Contains($"--{key}: \"{text}\" is not allowed", problem, StringComparison.Ordinal);
        Assert.Contains("Allowed: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_reported_at_once()
    {
        Read(new SettingValue("kafka", "x", "a"), new SettingValue("nonsense-entirely", "x", "b"), new SettingValue("http", "y", "c"));

        Assert.Equal(3, _problems.Count);
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_refused_with_both_numbers()
    {
        Read(new SettingValue("segment-memory", "64MiB", "a"), new SettingValue("segment-bytes", "8MiB", "b"));
        Assert.Empty(_problems);

        Read(new SettingValue("kafka", "0.0.0.0:9092", "a"));
        Assert.Contains("set advertise", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_shows_a_text_that_it_accepts_again()
    {
        var defaults = new ServeOptions();
        foreach (var setting in SettingCatalog.All)
        {
            var shown = setting.Show(defaults);
            Assert.True(shown.Length == 0 || setting.TrySet(new ServeOptions(), shown), $"{setting.Key}: {shown}");
        }
    }

    [Fact]
    public void The_environment_yields_settings_and_leaves_the_variables_of_others_alone()
    {
        var variables = new Dictionary<string, string> { ["GARAM_SEGMENT_LINGER"] = "9ms", ["GARAM_BROKERS"] = "x:1", ["PATH"] = "/bin" };

        var value = Assert.Single(EnvironmentSource.Read(variables));

        Assert.Equal(new SettingValue("segment-linger", "9ms", "GARAM_SEGMENT_LINGER"), value);
    }

    [Fact]
    public void A_file_that_is_not_a_plain_mapping_is_refused_with_its_line()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "data: /a\nkafka:\n  host: x\n");

        var values = YamlSource.Read(path, _problems);

        File.Delete(path);
        Assert.Equal("data", Assert.Single(values).Key);
        Assert.Equal($"{path} line 2: expected a plain value.", Assert.Single(_problems));
    }

    [Fact]
    public void A_file_that_is_missing_is_a_problem_not_an_exception()
    {
        Assert.Empty(YamlSource.Read("/does/not/exist.yaml", _problems));
        Assert.Contains("cannot be read", Assert.Single(_problems), StringComparison.Ordinal);
    }

    private void Read(params SettingValue[] values) => OptionsReader.Read([values], _problems);
}
