using System.Diagnostics.Metrics;
using Garam.Broker.Cluster;

namespace Garam.Broker.WritePath;

public sealed class ProduceMetrics
{
    private readonly Histogram<double> _buffered;
    private readonly Histogram<double> _upload;
    private readonly Histogram<double> _commit;
    private readonly Histogram<long> _segmentBytes;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _failedUploads;
    private readonly Counter<long> _refused;

    public ProduceMetrics(IMeterFactory factory)
    {
        var meter = factory.Create("Garam.Broker.Produce");
        _buffered = meter.CreateHistogram<double>(
            "garam.produce.buffered", "s", "Time that the oldest batch of a segment waited for the seal.");
        _upload = meter.CreateHistogram<double>("garam.produce.upload", "s", "Time from the seal of a segment until it is durable.");
        _commit = meter.CreateHistogram<double>(
            "garam.produce.commit", "s", "Time from a durable segment until the leader's answer to its commit.");
        _segmentBytes = meter.CreateHistogram<long>("garam.produce.segment", "By", "Sizes of sealed segments.");
        _bytes = meter.CreateCounter<long>("garam.produce.bytes", "By", "Bytes of sealed batches.");
        _batches = meter.CreateCounter<long>("garam.produce.batches", "{batch}", "Sealed batches.");
        _failedUploads = meter.CreateCounter<long>("garam.produce.failed_uploads", "{segment}", "Segments that could not be written.");
        _refused = meter.CreateCounter<long>("garam.produce.refused", "{batch}", "Refused batches, before or after the seal.");
    }

    /// <summary>Told of every stored batch; may be null.</summary>
    public TopicTraffic? Topics { get; init; }

    public void Sealed(TimeSpan buffered, int segmentBytes, long batchBytes, int batches)
    {
        _buffered.Record(buffered.TotalSeconds);
        _segmentBytes.Record(segmentBytes);
        _bytes.Add(batchBytes);
        _batches.Add(batches);
    }

    public void Uploaded(TimeSpan elapsed) => _upload.Record(elapsed.TotalSeconds);

    public void Committed(TimeSpan elapsed) => _commit.Record(elapsed.TotalSeconds);

    public void UploadFailed() => _failedUploads.Add(1);

    public void Refused() => _refused.Add(1);
}
