using System.Text;

namespace Garam.Metrics;

/// <summary>OpenTelemetry names and units in Prometheus's spelling, as OpenTelemetry's compatibility rules have it.</summary>
internal static class PrometheusName
{
    public static string For(string name, string? unit, MetricKind kind)
    {
        var text = Sanitize(name);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" when kind == MetricKind.Gauge => "_ratio",
            _ => "",
        };
        if (!text.EndsWith(suffix, StringComparison.Ordinal))
        {
            text += suffix;
        }

        return kind == MetricKind.Counter && !text.EndsWith("_total", StringComparison.Ordinal) ? text + "_total" : text;
    }

    public static string Sanitize(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || c == ':' ? c : '_');
        }

        return text.ToString();
    }
}
