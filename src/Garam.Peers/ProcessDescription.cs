namespace Garam.Peers;

/// <summary>Describes a process by what it knows and the journal does not. Totals count from the start of the process.</summary>
/// <param name="NodeId">0 before the process is registered, like its incarnation.</param>
/// <param name="Incarnation">The life that it describes.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="IsLeading">It may append to the journal now.</param>
/// <param name="Epoch">The epoch of the newest entry that it has applied.</param>
/// <param name="AppliedSequence">The newest entry that it has applied.</param>
public sealed record ProcessDescription(
    int NodeId, int Incarnation, string Version, bool IsLeading, int Epoch, long AppliedSequence)
{
    /// <summary>When the process started, by its own clock.</summary>
    public long StartedAtMs { get; init; }

    /// <summary>The time since then. It is right even if the clocks of two machines differ.</summary>
    public long UptimeMs { get; init; }

    /// <summary>The time for which it has led; null while it does not.</summary>
    public long? LeadingForMs { get; init; }

    /// <summary>Open connections of Kafka clients.</summary>
    public long Connections { get; init; }

    public ProcessTraffic Traffic { get; init; } = new();

    public StoreUse Store { get; init; } = new();
}

/// <summary>The work of a process for its clients.</summary>
public sealed record ProcessTraffic
{
    public long ProduceRequests { get; init; }

    public long ProduceBytes { get; init; }

    public long FetchRequests { get; init; }

    public long FetchBytes { get; init; }

    public long CacheHits { get; init; }

    public long CacheMisses { get; init; }
}

/// <summary>The requests of a process to the store.</summary>
public sealed record StoreUse
{
    /// <summary>The number of requests of each kind that occurred, such as "create" or "list".</summary>
    public IReadOnlyDictionary<string, long> Requests { get; init; } = new Dictionary<string, long>();

    public long WrittenBytes { get; init; }

    public long ReadBytes { get; init; }

    /// <summary>An estimate by list prices, in billionths of a dollar; null where requests cost nothing or have no known price.</summary>
    public long? CostNanoDollars { get; init; }
}
