using System.Diagnostics.Metrics;

namespace Garam.Metrics;

/// <summary>
/// Adds up what the meters of one factory measure, for descriptions of this process: a counter itself tells nobody its total. It counts
/// from the moment in which it is made, also instruments that come later. Owned by the part that describes; any thread reads.
/// </summary>
internal sealed class RunningTotals : IDisposable
{
    /// <summary>The kinds of requests to the store: the operations of its port.</summary>
    private static readonly string[] StoreOperations = ["create", "read", "stat", "list", "delete"];

    private readonly Dictionary<string, List<RunningTotal>> _byInstrument = [];
    private readonly Dictionary<string, RunningTotal> _storeRequests;
    private readonly MeterListener _listener = new();

    /// <param name="scope">The factory: several nodes may live in one process, each with meters of its own.</param>
    public RunningTotals(IMeterFactory scope)
    {
        Connections = Sum("garam.transport.connections", "listener", "kafka");
        ProduceRequests = Sum("garam.requests", "api", "Produce");
        FetchRequests = Sum("garam.requests", "api", "Fetch");
        ProduceBytes = Sum("garam.produce.bytes");
        FetchBytes = Sum("garam.fetch.bytes");
        CacheHits = Sum("garam.cache.hits");
        CacheMisses = Sum("garam.cache.misses");
        StoreWrittenBytes = Sum("garam.storage.written");
        StoreReadBytes = Sum("garam.storage.read");
        StoreCost = Add("garam.storage.cost", new RunningTotal { UnitsPerOne = 1_000_000_000 });
        _storeRequests = StoreOperations.ToDictionary(
            operation => operation,
            operation => Add(
                "garam.storage.request.duration", new RunningTotal { Tag = "operation", Value = operation, CountsMeasurements = true }));

        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == scope && _byInstrument.TryGetValue(instrument.Name, out var totals))
            {
                totals.ForEach(static total => total.IsMeasured = true);
                listener.EnableMeasurementEvents(instrument, totals);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, totals) => Record(totals, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, totals) => Record(totals, value, tags));
        _listener.Start();
    }

    public RunningTotal Connections { get; }

    public RunningTotal ProduceRequests { get; }

    public RunningTotal FetchRequests { get; }

    public RunningTotal ProduceBytes { get; }

    public RunningTotal FetchBytes { get; }

    public RunningTotal CacheHits { get; }

    public RunningTotal CacheMisses { get; }

    public RunningTotal StoreWrittenBytes { get; }

    public RunningTotal StoreReadBytes { get; }

    /// <summary>In billionths of a dollar. Measured only where there is a price list.</summary>
    public RunningTotal StoreCost { get; }

    /// <summary>The requests to the store by kind, without kinds that never occurred.</summary>
    public IReadOnlyDictionary<string, long> StoreRequests() =>
        _storeRequests.Where(pair => pair.Value.Sum > 0).ToDictionary(pair => pair.Key, pair => pair.Value.Sum);

    public void Dispose() => _listener.Dispose();

    private static void Record(object? totals, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // There are none when the meter is disposed while it is asked: the runtime takes the state away first.
        foreach (var total in totals as List<RunningTotal> ?? [])
        {
            total.Record(value, tags);
        }
    }

    private RunningTotal Sum(string instrument, string? tag = null, string? value = null) =>
        Add(instrument, new RunningTotal { Tag = tag, Value = value });

    private RunningTotal Add(string instrument, RunningTotal total)
    {
        if (!_byInstrument.TryGetValue(instrument, out var totals))
        {
            _byInstrument[instrument] = totals = [];
        }

        totals.Add(total);
        return total;
    }
}

/// <summary>The sum of what one instrument has measured, perhaps under one value of a tag. Any thread.</summary>
internal sealed class RunningTotal
{
    private long _sum;

    public long Sum => Volatile.Read(ref _sum);

    /// <summary>The process has the instrument.</summary>
    public bool IsMeasured { get; set; }

    /// <summary>Only measurements with this tag count; null: all do.</summary>
    public string? Tag { get; init; }

    public string? Value { get; init; }

    /// <summary>For fractions: the sum is kept in whole numbers, which any thread can add to.</summary>
    public long UnitsPerOne { get; init; } = 1;

    /// <summary>Each measurement counts as one, whatever its value: a histogram's count.</summary>
    public bool CountsMeasurements { get; init; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Counts(tags))
        {
            Interlocked.Add(ref _sum, CountsMeasurements ? 1 : (long)Math.Round(value * UnitsPerOne));
        }
    }

    private bool Counts(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == Tag)
            {
                return Value!.Equals(tag.Value as string, StringComparison.Ordinal);
            }
        }

        return Tag is null;
    }
}
