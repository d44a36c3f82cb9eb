using Garam.Journal.Metrics;
using Garam.Journal.Replication;

namespace Garam.Controller.Leadership;

/// <summary>What every part of the leader works with. Owned by the composition root.</summary>
/// <param name="Random">Makes nonces; used by the leader's loop alone.</param>
public sealed record LeaderContext(
    JournalStores Stores,
    Replica Replica,
    LeaderOptions Options,
    LeaderClock Clock,
    TimeProvider Time,
    Random Random,
    JournalMetrics Metrics)
{
    /// <summary>Runs on while the machine is suspended, as others do: a lease is measured by it, because they count its whole time.</summary>
    public TimeProvider ContinuousTime { get; init; } = Time;
}
