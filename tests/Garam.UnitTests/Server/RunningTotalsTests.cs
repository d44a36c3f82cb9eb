using System.Diagnostics.Metrics;
using Garam.Metrics;

namespace Garam.UnitTests.Server;

public sealed class RunningTotalsTests
{
    [Fact]
    public void Everything_that_the_meters_of_one_factory_measure_is_added_up()
    {
        using var meters = new TestMeters();
        using var others = new TestMeters();
        using var totals = new RunningTotals(meters);
        var requests = meters.Create("Garam.A").CreateCounter<long>("garam.requests");
        requests.Add(2, new("api", "Produce"), new("outcome", "answered"));
        requests.Add(3, new("api", "Fetch"), new("outcome", "answered"));
        requests.Add(5, new("api", "Produce"), new("outcome", "failed"));
        requests.Add(7, new("api", "Metadata"), new("outcome", "answered"));
        others.Create("Garam.A").CreateCounter<long>("garam.requests").Add(100, new KeyValuePair<string, object?>("api", "Produce"));
        var connections = meters.Create("Garam.B").CreateUpDownCounter<long>("garam.transport.connections");
        connections.Add(1, new KeyValuePair<string, object?>("listener", "kafka"));
        connections.Add(1, new KeyValuePair<string, object?>("listener", "kafka"));
        connections.Add(-1, new KeyValuePair<string, object?>("listener", "kafka"));
        connections.Add(1, new KeyValuePair<string, object?>("listener", "peers"));

        Assert.Equal((7, 3, 1), (totals.ProduceRequests.Sum, totals.FetchRequests.Sum, totals.Connections.Sum));
    }

    [Fact]
    public void Requests_to_the_store_are_counted_by_kind_and_their_cost_in_billionths()
    {
        using var meters = new TestMeters();
        using var totals = new RunningTotals(meters);
        Assert.False(totals.StoreCost.IsMeasured);
        var meter = meters.Create("Garam.Storage");
        var durations = meter.CreateHistogram<double>("garam.storage.request.duration", "s");
        durations.Record(0.25, new("operation", "create"), new("outcome", "created"));
        durations.Record(4, new("operation", "create"), new("outcome", "unavailable"));
        durations.Record(0.1, new("operation", "list"), new("outcome", "ok"));
        meter.CreateCounter<double>("garam.storage.cost").Add(0.000_000_4);

        Assert.Equal(new Dictionary<string, long> { ["create"] = 2, ["list"] = 1 }, totals.StoreRequests());
        Assert.Equal((true, 400), (totals.StoreCost.IsMeasured, totals.StoreCost.Sum));
    }
}
