using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata.Cluster;

namespace Garam.Controller.Jobs;

/// <summary>
/// Raises the cluster's feature level as far as every registered process allows. A node asks for it once it is registered; the job loop asks
/// again in each round, because the last process of an older version may leave at any time.
/// </summary>
public static class FeatureLevelRaise
{
    public static async ValueTask RunAsync(Replica replica, ILeader leader, CancellationToken cancellation)
    {
        if (replica.Read(0, static (state, _) => FeatureLevels.PlanRaise(state.Facts, state.Processes)) is { } level)
        {
            await leader.SubmitAsync(new SetFeatureLevel { Level = level }, cancellation);
        }
    }
}
