using System.Diagnostics.Metrics;

namespace Garam.Broker.Cluster;

/// <summary>Counts clients that could not be kept in their zone: their traffic between zones costs money.</summary>
public sealed class ZoneMetrics
{
    public const string MeterName = "Garam.Broker.Zones";

    private readonly Counter<long> _unknown;

    public ZoneMetrics(IMeterFactory meters)
    {
        _unknown = meters.Create(MeterName).CreateCounter<long>(
            "garam.zone.unknown",
            "{request}",
            "Metadata requests of clients whose client id or listener names a zone in which no agent runs. They are sent to agents of "
                + "all zones.");
        _unknown.Add(0);
    }

    public void Unknown() => _unknown.Add(1);
}
