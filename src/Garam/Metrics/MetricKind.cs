namespace Garam.Metrics;

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
