using System.Collections.Immutable;
using Garam.Metadata.Segments;
using Garam.Protocol;

namespace Garam.Metadata.Cluster;

/// <summary>A registered process. Immutable.</summary>
public sealed record ProcessState(
    Incarnation Incarnation, int NodeId, string Name, HostPort Address, string? Zone, ImmutableArray<string> Roles)
{
    /// <summary>
    /// Results are kept until the process confirms them. A process has a few segments in flight, so one that leaves this many unconfirmed
    /// is broken.
    /// </summary>
    public const int UnconfirmedCommitsMax = 1024;

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

    /// <summary>The highest feature level that the program of the process knows.</summary>
    public short FeatureLevelMax { get; init; }

    /// <summary>The newest commit number that was applied. The next one must be one higher.</summary>
    public long LastCommitNumber { get; init; }

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
