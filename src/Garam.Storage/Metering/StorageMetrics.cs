using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Garam.Storage.Metering;

/// <summary>Requests to the store by operation and outcome. Safe from any thread.</summary>
public sealed class StorageMetrics
{
    public const string MeterName = "Garam.Storage";

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _bytesWritten;
    private readonly Counter<long> _bytesRead;

    private readonly RequestPrices? _prices;
    private readonly Counter<double>? _cost;

    /// <param name="meters">Owns the meter.</param>
    /// <param name="prices">Null where requests cost nothing.</param>
    public StorageMetrics(IMeterFactory meters, RequestPrices? prices = null)
    {
        var meter = meters.Create(MeterName);
        // Its count is the number of requests: no second instrument for that.
        _duration = meter.CreateHistogram<double>(
            "garam.storage.request.duration", "s", "Time from a request to the object store to its answer.");
        _bytesWritten = meter.CreateCounter<long>("garam.storage.written", "By", "Bytes of created objects.");
        _bytesRead = meter.CreateCounter<long>("garam.storage.read", "By", "Bytes read from objects.");
        if (prices is not null)
        {
            _prices = prices;
            _cost = meter.CreateCounter<double>(
                "garam.storage.cost", "{USD}", $"Estimated cost of requests, by Amazon's list prices of {RequestPrices.Date}.");
        }
    }

    internal void Answered(string operation, string outcome, TimeSpan duration)
    {
        if (_duration.Enabled)
        {
            var tags = new TagList { { "operation", operation }, { "outcome", outcome } };
            _duration.Record(duration.TotalSeconds, tags);
        }

        _cost?.Add(_prices!.Of(operation), new KeyValuePair<string, object?>("operation", operation));
    }

    internal void Written(long bytes) => _bytesWritten.Add(bytes);

    internal void Read(long bytes) => _bytesRead.Add(bytes);
}
