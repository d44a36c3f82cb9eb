using Garam.Protocol.Wire;

namespace Garam.Peers.Wire;

/// <summary>The description of a process. Later programs add tagged fields, which this one passes over.</summary>
[Message("0", Flexible = "0+")]
internal sealed partial class DescribeReply : IMessage
{
    private const long None = -1;

    [Field]
    public int NodeId { get; set; }

    [Field]
    public int Incarnation { get; set; }

    [Field]
    public string ProgramVersion { get; set; } = "";

    [Field]
    public bool IsLeading { get; set; }

    [Field]
    public int Epoch { get; set; }

    [Field]
    public long AppliedSequence { get; set; }

    [Field]
    public long StartedAtMs { get; set; }

    [Field]
    public long UptimeMs { get; set; }

    /// <summary>-1 while the process does not lead.</summary>
    [Field]
    public long LeadingForMs { get; set; } = None;

    [Field]
    public long Connections { get; set; }

    [Field]
    public long ProduceRequests { get; set; }

    [Field]
    public long ProduceBytes { get; set; }

    [Field]
    public long FetchRequests { get; set; }

    [Field]
    public long FetchBytes { get; set; }

    [Field]
    public long CacheHits { get; set; }

    [Field]
    public long CacheMisses { get; set; }

    [Field]
    public StoreRequestCount[] StoreRequests { get; set; } = [];

    [Field]
    public long StoreWrittenBytes { get; set; }

    [Field]
    public long StoreReadBytes { get; set; }

    /// <summary>-1 without a price list.</summary>
    [Field]
    public long StoreCostNanoDollars { get; set; } = None;

    public static DescribeReply Of(ProcessDescription process) => new()
    {
        NodeId = process.NodeId,
        Incarnation = process.Incarnation,
        ProgramVersion = process.Version,
        IsLeading = process.IsLeading,
        Epoch = process.Epoch,
        AppliedSequence = process.AppliedSequence,
        StartedAtMs = process.StartedAtMs,
        UptimeMs = process.UptimeMs,
        LeadingForMs = process.LeadingForMs ?? None,
        Connections = process.Connections,
        ProduceRequests = process.Traffic.ProduceRequests,
        ProduceBytes = process.Traffic.ProduceBytes,
        FetchRequests = process.Traffic.FetchRequests,
        FetchBytes = process.Traffic.FetchBytes,
        CacheHits = process.Traffic.CacheHits,
        CacheMisses = process.Traffic.CacheMisses,
        StoreRequests = [.. process.Store.Requests
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new StoreRequestCount { Kind = pair.Key, Requests = pair.Value })],
        StoreWrittenBytes = process.Store.WrittenBytes,
        StoreReadBytes = process.Store.ReadBytes,
        StoreCostNanoDollars = process.Store.CostNanoDollars ?? None,
    };

    public ProcessDescription ToDescription() => new(NodeId, Incarnation, ProgramVersion, IsLeading, Epoch, AppliedSequence)
    {
        StartedAtMs = StartedAtMs,
        UptimeMs = UptimeMs,
        LeadingForMs = Known(LeadingForMs),
        Connections = Connections,
        Traffic = new ProcessTraffic
        {
            ProduceRequests = ProduceRequests,
            ProduceBytes = ProduceBytes,
            FetchRequests = FetchRequests,
            FetchBytes = FetchBytes,
            CacheHits = CacheHits,
            CacheMisses = CacheMisses,
        },
        Store = new StoreUse
        {
            Requests = StoreRequests.GroupBy(count => count.Kind).ToDictionary(kind => kind.Key, kind => kind.Sum(count => count.Requests)),
            WrittenBytes = StoreWrittenBytes,
            ReadBytes = StoreReadBytes,
            CostNanoDollars = Known(StoreCostNanoDollars),
        },
    };

    private static long? Known(long value) => value == None ? null : value;
}

[WireStruct(Flexible = "0+")]
internal sealed partial class StoreRequestCount
{
    [Field]
    public string Kind { get; set; } = "";

    [Field]
    public long Requests { get; set; }
}
