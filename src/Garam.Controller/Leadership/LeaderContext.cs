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
    JournalMetrics Metrics);
