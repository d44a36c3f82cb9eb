using Garam.CommandLine;
using Garam.Configuration;
using Microsoft.Extensions.Logging;

namespace Garam.UnitTests.Server;

public sealed class OptionsReaderTests
{
    private readonly List<string> _problems = [];

    [Fact]
    public void Stronger_sources_win_over_weaker_ones()
    {
        var options = OptionsReader.Read(
            [
                [new("segment-linger", "1ms", "file"), new("data", "/a", "file")],
                [new("segment-linger", "2ms", "env")],
                [new("segment-linger", "3ms", "flag")],
            ],
            _problems);

        Assert.Empty(_problems);
        Assert.Equal(TimeSpan.FromMilliseconds(3), options.SegmentLinger);
        Assert.Equal("/a", options.DataDirectory);
    }

    [Fact]
    public void An_agent_on_every_address_has_to_be_told_the_names_that_others_connect_to()
    {
        SettingValue[] everywhere = [new("kafka", "0.0.0.0:9092", "flag"), new("internal", "[::]:9192", "flag")];

        OptionsReader.Read([everywhere], _problems, isAgent: true);

        Assert.Collection(
            _problems,
            problem => Assert.Contains("set advertise to HOST:PORT", problem, StringComparison.Ordinal),
            problem => Assert.Contains("set internal-advertise to HOST:PORT", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void TLS_between_agents_needs_all_three_files()
    {
        OptionsReader.Read([[new("internal-tls-cert", "a.crt", "flag")]], _problems, isAgent: true);

        Assert.Contains("set internal-tls-key and internal-tls-ca too", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_store_is_the_stronger_source_s_directory_or_url()
    {
        var bucket = OptionsReader.Read([[new("data", "/a", "file")], [new("store", "s3://my-bucket/a", "flag")]], _problems);
        var directory = OptionsReader.Read([[new("store", "s3://my-bucket/a", "file")], [new("data", "/a", "flag")]], _problems);

        Assert.Empty(_problems);
        Assert.Equal("s3://my-bucket/a", bucket.Location.ToString());
        Assert.Equal("/a", directory.Location.ToString());
        Assert.Equal(TimeSpan.FromMilliseconds(100), bucket.LingerOn(bucket.Location));
        Assert.Equal(TimeSpan.FromMilliseconds(5), directory.LingerOn(directory.Location));
    }

    [Theory]
    [InlineData("--data and --store both name a store", "data", "/a", "store", "s3://my-bucket")]
    [InlineData("sse=x is neither", "store", "s3://my-bucket?sse=x", "log-level", "info")]
    public void A_store_that_is_named_twice_or_wrongly_is_refused(string message, string key, string text, string otherKey, string other)
    {
        Read(new SettingValue(key, text, "--" + key), new SettingValue(otherKey, other, "--" + otherKey));

        Assert.Contains(message, Assert.Single(_problems), StringComparison.Ordinal);
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
    [InlineData("otlp-endpoint", "localhost:4318")]
    [InlineData("otlp-endpoint", "collector")]
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
    public void A_request_larger_than_the_memory_for_it_is_refused_with_what_it_takes()
    {
        Read(new SettingValue("max-request-bytes", "100MiB", "a"));
        Assert.Contains("set frame-memory to 128MiB or more", Assert.Single(_problems), StringComparison.Ordinal);

        _problems.Clear();
        Read(new SettingValue("max-request-bytes", "100MiB", "a"), new SettingValue("frame-memory", "128MiB", "b"));
        Assert.Empty(_problems);
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
    public void The_standard_variable_names_the_receiver_where_ours_does_not()
    {
        Dictionary<string, string> variables = new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector:4318" };
        Assert.Equal(new Uri("http://collector:4318"), OptionsReader.Read([EnvironmentSource.Read(variables)], _problems).OtlpEndpoint);

        variables["GARAM_OTLP_ENDPOINT"] = "off";
        Assert.Null(OptionsReader.Read([EnvironmentSource.Read(variables)], _problems).OtlpEndpoint);
        Assert.Empty(_problems);
    }

    [Fact]
    public void An_empty_variable_counts_as_not_set() =>
        Assert.Empty(EnvironmentSource.Read(new Dictionary<string, string> { ["GARAM_DATA"] = "", ["GARAM_NONSENSE"] = "" }));

    [Fact]
    public void What_Kubernetes_sets_for_a_service_is_told_and_not_read()
    {
        var variables = new Dictionary<string, string>
        {
            ["GARAM_SERVICE_HOST"] = "10.0.0.1",
            ["GARAM_SERVICE_PORT"] = "9092",
            ["GARAM_SERVICE_PORT_KAFKA"] = "9092",
            ["GARAM_PORT"] = "tcp://10.0.0.1:9092",
            ["GARAM_PORT_9092_TCP"] = "tcp://10.0.0.1:9092",
            ["GARAM_PORT_9092_TCP_PROTO"] = "tcp",
            ["GARAM_PORT_9092_TCP_PORT"] = "9092",
            ["GARAM_PORT_9092_TCP_ADDR"] = "10.0.0.1",
            ["GARAM_HTTP_SERVICE_HOST"] = "10.0.0.2",
            ["GARAM_HTTP_PORT"] = "tcp://10.0.0.2:8080",
        };

        Assert.Empty(EnvironmentSource.Read(variables));
        Assert.Equal(variables.Keys.Order(StringComparer.Ordinal), EnvironmentSource.OfKubernetes(variables));
        Assert.Contains("GARAM_PORT, ", EnvironmentSource.TellIgnored(EnvironmentSource.OfKubernetes(variables)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_no_address_of_a_service_is_a_setting_that_does_not_exist()
    {
        Dictionary<string, string> variables = new() { ["GARAM_PORT"] = "9092" };

        Assert.Equal("port", Assert.Single(EnvironmentSource.Read(variables)).Key);
        Assert.Empty(EnvironmentSource.OfKubernetes(variables));
    }

    [Fact]
    public void No_setting_has_a_variable_that_Kubernetes_could_set() =>
        Assert.Empty(EnvironmentSource.OfKubernetes(SettingCatalog.All.ToDictionary(setting => setting.Variable, _ => "x")));

    [Theory]
    [InlineData("info", LogLevel.Information)]
    [InlineData("information", LogLevel.Information)]
    [InlineData("WARN", LogLevel.Warning)]
    [InlineData("err", LogLevel.Error)]
    [InlineData("fail", LogLevel.Error)]
    [InlineData("fatal", LogLevel.Critical)]
    [InlineData("dbug", LogLevel.Debug)]
    [InlineData("off", LogLevel.None)]
    public void Log_levels_have_their_usual_names(string text, LogLevel level)
    {
        var options = OptionsReader.Read([[new("log-level", text, "flag")]], _problems);

        Assert.Empty(_problems);
        Assert.Equal(level, options.LogLevel);
    }

    [Fact]
    public void The_http_port_can_be_left_out()
    {
        Assert.Null(OptionsReader.Read([[new("http", "off", "flag")]], _problems).Http);
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("data", "./a: b #c")]
    [InlineData("data", "'quoted' \"twice\"")]
    [InlineData("data", "line\nbreak\ttab\\")]
    [InlineData("data", "null")]
    [InlineData("data", "- list")]
    [InlineData("kafka", "[::1]:9092")]
    [InlineData("advertise", "broker.example:9092")]
    [InlineData("http", "off")]
    [InlineData("log-level", "info")]
    [InlineData("confirm-clock", "2026-11-30T14:00:00Z")]
    public void What_config_prints_is_a_file_that_says_the_same(string key, string text)
    {
        var printed = OptionsReader.Read([[new(key, text, "flag")]], _problems);
        var path = Path.GetTempFileName();
        File.WriteAllLines(path, ConfigCommand.Lines(printed));

        var read = OptionsReader.Read([YamlSource.Read(path, _problems)], _problems);

        File.Delete(path);
        Assert.Empty(_problems);
        Assert.Equal(text, SettingCatalog.Find(key)!.Show(read));
        Assert.All(SettingCatalog.All, setting => Assert.Equal(setting.Show(printed), setting.Show(read)));
    }

    [Fact]
    public void A_setting_without_a_value_in_a_file_is_not_set()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "advertise:\ndata: ~\n");

        Assert.Empty(YamlSource.Read(path, _problems));

        File.Delete(path);
        Assert.Empty(_problems);
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
