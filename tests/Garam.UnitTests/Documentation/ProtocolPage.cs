using System.Globalization;
using System.Text;
using Garam.Metadata.Configs;
using Garam.Protocol;

namespace Garam.UnitTests.Documentation;

/// <summary>Writes docs/protocol.md from the handlers' comments, the table of versions and the catalogs of settings.</summary>
internal static class ProtocolPage
{
    private const string Introduction = """
        # Protocol

        <!-- Written by a test from the handlers' comments. After a change: GARAM_WRITE_DOCS=1 ./test --fast --filter Protocol_page -->

        Garam announces exactly the version ranges that Apache Kafka 4.3.1 announces, for every API that it serves. It neither
        announces nor serves an API that is not listed here. It ignores bytes past the end of a request's body, as Kafka does.
        An unknown API or version, or a body that cannot be read, closes the connection.

        ## Connections and sizes

        - `socket.request.max.bytes` is as much as the memory for requests holds, 64 MiB by default. Kafka's 100 MiB need
          `--frame-memory 128MiB --max-request-bytes 100MiB`. A larger request closes the connection, as in Kafka, and the log
          names the limit.
        - `max.message.bytes` and `message.max.bytes` above 16 MiB (less if requests are limited to less) are refused, with
          INVALID_CONFIG for a topic and INVALID_REQUEST for the brokers, because such a batch could not arrive. Kafka accepts
          the setting and refuses the batch.
        - `max.connections` is as many as the limit on open files allows, up to 20,000 or `--max-connections`. It cannot be
          altered while the broker runs. Surplus connections are closed at once. Kafka lets them wait.
        - An idle connection is closed gracefully after `connections.max.idle.ms`, as in Kafka. A request that has begun has
          30 s plus one second for every 256 KiB; then its connection is reset. Kafka waits until the connection is idle. A client
          that stops in the middle of a request has failed, and its request may hold memory that others need. The reset tells
          the client at once.

        ## APIs

        """;

    private const string TopicIntroduction = """
        ## Topic settings that have an effect

        Every other topic setting of Kafka is accepted, checked and reported, but has no effect. Only remote.storage.enable is
        refused, because Garam tiers nothing in Kafka's sense. Values are shown as they were parsed, as Kafka shows them.

        """;

    private const string BrokerIntroduction = """
        ## Broker settings that have an effect

        All of these can be altered while the cluster runs, and take effect at once. They can be set only for all brokers (an
        empty broker name): a cluster must behave the same whichever agent a client asks, so setting them for a single broker is
        refused. The broker settings that are named above as defaults of topics have an effect too.

        """;

    private const string StartIntroduction = """
        ## Broker settings that are read at the start

        DescribeConfigs shows the value that the process acts on; the table shows the defaults. `garam serve --help` lists the
        flags that change some of them. None of these settings can be altered while the process runs, even if Kafka can alter
        it. Every other broker setting of Kafka is reported with Kafka's default. Those that Kafka can alter are accepted and
        checked, but have no effect. Settings of listeners, TLS and SASL are refused.

        """;

    public static string Write(IEnumerable<HandlerSummary> handlers, DocumentedSettings settings)
    {
        var ordered = handlers.OrderBy(handler => handler.Key).ToArray();
        var text = new StringBuilder().AppendLf(Introduction);
        WriteTable(text, ordered);
        foreach (var handler in ordered)
        {
            WriteSection(text, handler);
        }

        text.AppendLf(TopicIntroduction);
        WriteSettings(
            text, ConfigCatalog.Topics.All.Where(definition => settings.OfTopics.Contains(definition.Name)),
            settings, "default of the broker");
        text.AppendLf().AppendLf(BrokerIntroduction);
        WriteSettings(text, ConfigCatalog.Brokers.All.Where(definition => settings.OfBrokers.Contains(definition.Name)), settings, null);
        text.AppendLf().AppendLf(StartIntroduction);
        var fixedAtStart = ConfigCatalog.Brokers.All
            .Where(definition => settings.Started.ContainsKey(definition.Name) && !settings.OfBrokers.Contains(definition.Name));
        WriteSettings(text, fixedAtStart, settings, null);
        return text.ToString();
    }

    public static string Range(int min, int max) =>
        min == max ? min.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{min}–{max}");

    private static void WriteTable(StringBuilder text, IReadOnlyList<HandlerSummary> handlers)
    {
        text.AppendLf("| key | API | versions | deviates |").AppendLf("| --- | --- | --- | --- |");
        foreach (var handler in handlers)
        {
            var range = ApiVersionTable.Find(handler.Key)!;
            var anchor = handler.Key.ToString().ToLowerInvariant();
            var versions = Range(range.Min, range.Max);
            text.AppendLf($"| {(int)handler.Key} | [{handler.Key}](#{anchor}) | {versions} | {(handler.Deviates ? "yes" : "no")} |");
        }

        text.AppendLf();
    }

    private static void WriteSection(StringBuilder text, HandlerSummary handler)
    {
        text.AppendLf($"## {handler.Key}").AppendLf();
        var noun = handler.Versions.Contains('–', StringComparison.Ordinal) ? "Versions" : "Version";
        text.AppendLf($"{noun} {handler.Versions}{handler.Behaviour}").AppendLf();
        var title = $"*{(handler.Deviates ? "Deviations" : "No deviations")}{(handler.Deviations.Length == 0 ? "." : ":")}*";
        var separator = handler.Deviations switch { "" => "", ['\n', ..] => "\n", _ => " " };
        text.AppendLf(title + separator + handler.Deviations).AppendLf();
    }

    private static void WriteSettings(
        StringBuilder text, IEnumerable<ConfigDefinition> definitions, DocumentedSettings settings, string? brokerColumn)
    {
        text.AppendLf($"| setting | type | default |{(brokerColumn is null ? "" : $" {brokerColumn} |")}");
        text.Append($"| --- | --- | --- |{(brokerColumn is null ? "" : " --- |")}");
        foreach (var setting in definitions)
        {
            var value = settings.Started.GetValueOrDefault(setting.Name, setting.Default ?? "");
            text.AppendLf().Append(
                CultureInfo.InvariantCulture, $"| `{setting.Name}` | {setting.Type.ToString().ToLowerInvariant()} | `{value}` |");
            if (brokerColumn is not null)
            {
                text.Append(setting.BrokerName is null ? " |" : $" `{setting.BrokerName}` |");
            }
        }

        text.AppendLf();
        foreach (var noted in definitions.Where(definition => definition.Note is not null))
        {
            text.AppendLf().AppendLf($"`{noted.Name}`: {noted.Note}");
        }
    }

    private static StringBuilder AppendLf(this StringBuilder text, string line = "") => text.Append(line).Append('\n');
}
