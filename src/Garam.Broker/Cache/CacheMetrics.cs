using System.Diagnostics.Metrics;

namespace Garam.Broker.Cache;

public sealed class CacheMetrics
{
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _loadedBytes;
    private readonly Counter<long> _readAheads;
    private readonly Counter<long> _corrupt;
    private readonly Meter _meter;

    public CacheMetrics(IMeterFactory factory)
    {
        _meter = factory.Create("Garam.Broker.Cache");
        _hits = _meter.CreateCounter<long>("garam.cache.hits", "{chunk}", "Chunks that a request found in memory or already being read.");
        _misses = _meter.CreateCounter<long>("garam.cache.misses", "{chunk}", "Chunks that a request had to read from the store.");
        _loadedBytes = _meter.CreateCounter<long>("garam.cache.loaded", "By", "Bytes read from the store.");
        _readAheads = _meter.CreateCounter<long>(
            "garam.cache.read_aheads", "{chunk}", "Chunks that were read ahead, before a request needed them.");
        _corrupt = _meter.CreateCounter<long>("garam.cache.corrupt", "{extent}", "Stored batches with a wrong checksum or structure.");
    }

    public void Hit() => _hits.Add(1);

    public void Miss() => _misses.Add(1);

    public void ReadAhead() => _readAheads.Add(1);

    public void Loaded(long bytes) => _loadedBytes.Add(bytes);

    public void Corrupt() => _corrupt.Add(1);

    public void Observe(Func<long> usedBytes) =>
        _meter.CreateObservableGauge("garam.cache.used", usedBytes, "By", "Memory of chunks that are cached, leased or being loaded.");
}
