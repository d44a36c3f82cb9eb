using System.Diagnostics.Metrics;

namespace Garam.Transport.Buffers;

/// <summary>Reports how full the arenas are. One for the process; the factory owns the meter.</summary>
public sealed class BufferMetrics
{
    public BufferMetrics(IMeterFactory meters, params BlockArena[] arenas)
    {
        var meter = meters.Create("Garam.Transport.Buffers");
        meter.CreateObservableGauge(
            "garam.buffers.used", () => Measure(arenas, static arena => arena.UsedBytes), "By", "Memory in use, by arena.");
        meter.CreateObservableGauge(
            "garam.buffers.capacity", () => Measure(arenas, static arena => arena.CapacityBytes), "By",
            "Memory that an arena may use, by arena.");
        meter.CreateObservableGauge(
            "garam.buffers.share", () => Measure(arenas, static arena => arena.ShareInUse), "1",
            "Share of an arena that is in use. At 1 its users wait.");
    }

    private static Measurement<T>[] Measure<T>(BlockArena[] arenas, Func<BlockArena, T> value)
        where T : struct => Array.ConvertAll(
            arenas, arena => new Measurement<T>(value(arena), new KeyValuePair<string, object?>("arena", arena.Name)));
}
