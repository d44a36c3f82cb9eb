namespace Garam.Metadata.Cluster;

/// <summary>
/// The levels of meaning that this program knows. A journal begins at level 0. The leader raises the level by a command as soon as every
/// registered process knows it, so that old and new programs can replay the same journal during a rolling upgrade. A level is frozen once
/// released.
/// </summary>
public static class FeatureLevels
{
    /// <summary>
    /// Level 1: digests of results leave texts out, so that rewording a message causes no divergence. <c>CommitSegment</c> version 1
    /// remembers the first sequence of each producer, distrusts timestamps that cannot be right, and keeps the time of each segment's
    /// commit. <c>ResetTime</c> sets the time of the journal back.
    /// </summary>
    public const short One = 1;

    /// <summary>
    /// Level 2: <c>RegisterProcess</c> version 1 gives the node id to a name, so that an agent keeps it under another address.
    /// <c>DrainProcess</c> tells that an agent is about to stop. <c>CommitSegment</c> version 2 packs its batches.
    /// </summary>
    public const short Two = 2;

    /// <summary>
    /// Level 3: <c>RegisterProcess</c> version 2 names listeners for clients of one zone. New segments have numbers from
    /// <see cref="SegmentId.SpreadNumberMin"/> on, so that they lie in folders.
    /// </summary>
    public const short Three = 3;

    public const short Latest = Three;

    /// <summary>
    /// Returns the level to raise the cluster to: above the present one, and known to every registered process. Null when there is none.
    /// </summary>
    public static short? PlanRaise(ClusterFacts facts, ProcessTable processes)
    {
        var known = Latest;
        foreach (var process in processes.All)
        {
            known = Math.Min(known, process.FeatureLevelMax);
        }

        return processes.Count > 0 && known > facts.FeatureLevel ? known : null;
    }
}
