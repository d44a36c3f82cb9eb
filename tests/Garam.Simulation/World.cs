using Garam.Client.Cluster;
using Garam.Simulation.Checks;
using Garam.Simulation.Clients;

namespace Garam.Simulation;

/// <summary>
/// The state that the programs of one run share: the plan of topics and all answers that clients got. One thread, no locks.
/// </summary>
/// <param name="workEnds">When clients begin nothing new.</param>
/// <param name="agentsMayLag">
/// There are several agents. Each tells the high watermark that it knows, so that it falls when a client moves to one that lags, as in
/// Kafka when a client moves to a follower.
/// </param>
internal sealed class World(TimeSpan workEnds, bool agentsMayLag = false)
{
    public TimeSpan WorkEnds => workEnds;

    public TopicPlan Topics { get; } = new();

    public History History { get; } = new(agentsMayLag);

    /// <summary>The ends of the logs once nobody writes any more; null until then.</summary>
    public IReadOnlyDictionary<TopicPartition, long>? Ends { get; set; }

    /// <summary>The group has committed everything there is.</summary>
    public bool IsGroupDone => Ends is { } ends && ends.All(end => History.Group.Committed.GetValueOrDefault(end.Key) == end.Value);
}
