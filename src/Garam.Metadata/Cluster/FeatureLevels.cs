using Garam.Metadata.State;

namespace Garam.Metadata.Cluster;

/// <summary>
/// The levels of meaning that this program knows. A journal begins at level 0. The leader raises the level by a command, once every
/// registered process knows it, so that old and new programs can replay one journal during a rolling upgrade. A level is frozen once released.
/// </summary>
public static class FeatureLevels
{
    /// <summary>
    /// Level 1: digests of results leave texts out, so that a reworded message is no divergence. <c>CommitSegment</c> version 1 remembers the
    /// first sequence of each producer, distrusts timestamps that cannot be right, and keeps the time of each segment's commit.
    /// <c>ResetTime</c> brings the journal's time back.
    /// </summary>
    public const short One = 1;

    public const short Latest = One;

    /// <summary>The level to raise the cluster to: known to every registered process and above the present one. Null when there is none.</summary>
    public static short? PlanRaise(ClusterState state)
    {
        var known = Latest;
        foreach (var process in state.Processes.All)
        {
            known = Math.Min(known, process.FeatureLevelMax);
        }

        return state.Processes.Count > 0 && known > state.Facts.FeatureLevel ? known : null;
    }
}
