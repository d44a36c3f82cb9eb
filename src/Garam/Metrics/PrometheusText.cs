using System.Globalization;
using System.Text;

namespace Garam.Metrics;

/// <summary>The Prometheus text exposition format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Write(StringBuilder text, MetricFamily family)
    {
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(family.Help.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Kind.ToString().ToLowerInvariant()).Append('\n');
        var isEmpty = true;
        family.Visit(series =>
        {
            isEmpty = false;
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(text, family, series);
            }
            else
            {
                WriteSample(text, family.Name, series.Tags, null, series.Value);
            }
        });
        if (isEmpty)
        {
            WriteZero(text, family);
        }
    }

    /// <summary>
    /// Writes a zero for a family without measurements. A sum over the family is then 0, and an alert on it does not find it absent.
    /// </summary>
    private static void WriteZero(StringBuilder text, MetricFamily family)
    {
        if (family.Kind == MetricKind.Histogram)
        {
            WriteHistogram(text, family, new MetricSeries([], family.Boundaries.Count + 1));
        }
        else
        {
            WriteSample(text, family.Name, [], null, 0);
        }
    }

    private static void WriteHistogram(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        long cumulative = 0;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            cumulative += series.Buckets[i];
            var boundary = i < family.Boundaries.Count ? Number(family.Boundaries[i]) : "+Inf";
            WriteSample(text, family.Name + "_bucket", series.Tags, boundary, cumulative);
        }

        WriteSample(text, family.Name + "_sum", series.Tags, null, series.Value);
        WriteSample(text, family.Name + "_count", series.Tags, null, series.Count);
    }

    private static void WriteSample(StringBuilder text, string name, KeyValuePair<string, object?>[] tags, string? boundary, double value)
    {
        text.Append(name);
        if (tags.Length > 0 || boundary is not null)
        {
            text.Append('{');
            foreach (var tag in tags)
            {
                WriteLabel(text, PrometheusName.Sanitize(tag.Key), Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
            }

            if (boundary is not null)
            {
                WriteLabel(text, "le", boundary);
            }

            text.Length--;
            text.Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static void WriteLabel(StringBuilder text, string name, string value) =>
        text.Append(name).Append("=\"").Append(value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append("\",");

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
