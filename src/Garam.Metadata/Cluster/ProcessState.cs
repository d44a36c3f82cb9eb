using System.Collections.Immutable;
using Garam.Metadata.Segments;
using Garam.Protocol;

namespace Garam.Metadata.Cluster;

/// <summary>An address that Kafka's clients are given.</summary>
/// <param name="Zone">The zone of the clients that connect there; null if it is for clients of any zone.</param>
public sealed record ClientAddress(HostPort Address, string? Zone = null)
{
    /// <summary>The spelling of the settings.</summary>
    public override string ToString() => Zone is null ? Address.ToString() : $"{Address}@{Zone}";
}

/// <summary>A registered process. Immutable.</summary>
public sealed record ProcessState(
    Incarnation Incarnation, int NodeId, string Name, HostPort Address, string? Zone, ImmutableArray<string> Roles)
{
    /// <summary>
    /// Results are kept until the process confirms them. A process has a few segments in flight, so one that leaves this many unconfirmed
    /// is broken.
    /// </summary>
    public const int UnconfirmedCommitsMax = 1024;

    /// <summary>A region of a cloud has six zones at most; every answer that names agents searches these.</summary>
    public const int ZoneListenersMax = 16;

    /// <summary>
    /// The address where other processes connect; null if it is alone on its store, or registered before feature level 2.
    /// </summary>
    public HostPort? Internal { get; init; }

    /// <summary>Empty if it registered before feature level 2.</summary>
    public string ProgramVersion { get; init; } = "";

    /// <summary>The time of its registration in milliseconds since 1970; null if it registered before feature level 2.</summary>
    public long? RegisteredAtMs { get; init; }

    /// <summary>It is about to stop: clients are not sent to it any more.</summary>
    public bool IsDraining { get; init; }

    /// <summary>The addresses for clients of one zone each; empty if it registered before feature level 3.</summary>
    public ImmutableArray<ClientAddress> ZoneListeners { get; init; } = [];

    /// <summary>Every address that clients are given, the first one first.</summary>
    public IEnumerable<ClientAddress> ClientAddresses =>
        ZoneListeners.Any(listener => listener.Address == Address) ? ZoneListeners : ZoneListeners.Prepend(new ClientAddress(Address));

    /// <summary>The highest feature level that the program of the process knows.</summary>
    public short FeatureLevelMax { get; init; }

    /// <summary>The newest commit number that was applied. The next one must be one higher.</summary>
    public long LastCommitNumber { get; init; }

    /// <summary>
    /// The address for a client that connected to some process over the listener of this zone, so that it stays in the zone. Without such
    /// a listener, and for null, it is <see cref="Address"/>.
    /// </summary>
    public HostPort AddressFor(string? listenerZone) =>
        listenerZone is null ? Address : ZoneListeners.FirstOrDefault(listener => listener.Zone == listenerZone)?.Address ?? Address;

    public bool Has(HostPort address) => ClientAddresses.Any(own => own.Address == address);

    internal ImmutableSortedDictionary<long, CommitSegmentResult> UnconfirmedResults { get; init; } =
        ImmutableSortedDictionary<long, CommitSegmentResult>.Empty;

    internal ProcessState Confirm(long commitNumber)
    {
        var kept = UnconfirmedResults;
        while (kept.Count > 0 && kept.First().Key is var oldest && oldest <= commitNumber)
        {
            kept = kept.Remove(oldest);
        }

        return this with { UnconfirmedResults = kept };
    }
}
