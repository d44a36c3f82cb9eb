using System.Diagnostics.Metrics;
using Garam.Broker.Cluster;
using Garam.Broker.ReadPath.Planning;

namespace Garam.Broker.ReadPath;

public sealed class FetchMetrics
{
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _waits;
    private readonly Histogram<double> _read;
    private readonly Counter<long> _outdated;
    private readonly Meter _meter;

    public FetchMetrics(IMeterFactory factory)
    {
        _meter = factory.Create("Garam.Broker.Fetch");
        _bytes = _meter.CreateCounter<long>("garam.fetch.bytes", "By", "Bytes of batches in answers to fetches.");
        _waits = _meter.CreateCounter<long>("garam.fetch.waits", "{wait}", "Fetches that waited for data.");
        _read = _meter.CreateHistogram<double>("garam.fetch.read", "s", "Time from the plan of a fetch until all its bytes are in memory.");
        _outdated = _meter.CreateCounter<long>(
            "garam.fetch.outdated_plans", "{plan}", "Fetch plans whose segments were deleted meanwhile.");
    }

    /// <summary>Told of everything that is sent; may be null.</summary>
    public TopicTraffic? Topics { get; init; }

    public void Answered(IReadOnlyList<FetchedPartition> fetched)
    {
        foreach (var partition in fetched)
        {
            if (partition.Records.Length > 0)
            {
                Topics?.Sent(partition.Plan.Partition.TopicId, partition.Records.Length);
            }
        }
    }

    public void Read(long bytes, TimeSpan elapsed)
    {
        _bytes.Add(bytes);
        _read.Record(elapsed.TotalSeconds);
    }

    public void Waited() => _waits.Add(1);

    public void Outdated() => _outdated.Add(1);

    public void ObserveUnsent(Func<long> unsentBytes) =>
        _meter.CreateObservableGauge("garam.fetch.unsent", unsentBytes, "By", "Bytes of answers that are not yet sent.");
}
