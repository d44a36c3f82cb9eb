using System.Diagnostics.Metrics;
using Garam.Storage.Errors;
using Garam.Storage.Memory;
using Garam.Storage.Metering;
using Garam.UnitTests.Storage.Faults;

namespace Garam.UnitTests.Storage.Metering;

public sealed class MeteredObjectStoreTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _seen = [];

    public MeteredObjectStoreTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, _meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => _seen.Add($"{tags[0].Value} {tags[1].Value}"));
        _listener.SetMeasurementEventCallback<long>((instrument, bytes, _, _) => _seen.Add($"{instrument.Name} {bytes}"));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Requests_are_counted_by_operation_and_outcome()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var plan = new ScriptedFaultPlan(
            StoreFault.None, StoreFault.None, StoreFault.None, StoreFault.None, StoreFault.None, StoreFault.None, StoreFault.FailBefore);
        var faulty = new FaultyObjectStore(new MemoryObjectStore(), plan, new Random(1));
        await using var store = new MeteredObjectStore(faulty, new StorageMetrics(_meters), TimeProvider.System);

        await store.CreateAsync("a/1", new byte[10], cancellation);
        await store.CreateAsync("a/1", new byte[10], cancellation);
        await store.ReadAsync("a/1", 4, new byte[10], cancellation);
        await store.StatAsync("a/2", cancellation);
        await store.ListAsync("", "", 10, cancellation);
        await store.DeleteAsync(["a/1"], cancellation);
        await Assert.ThrowsAsync<GaramException>(async () => await store.StatAsync("a/1", cancellation));

        Assert.Equal(
            [
                "garam.storage.written 10", "create created", "create exists", "garam.storage.read 6", "read found",
                "stat missing", "list ok", "delete ok", "stat unavailable",
            ],
            _seen);
    }
}
