using System.Collections.Frozen;
using Garam.Metadata.Configs;
using Garam.Metadata.State;

namespace Garam.Broker.Cluster;

/// <summary>The broker settings that handlers act on, as they are at the moment: alterable at run time.</summary>
internal sealed record BrokerSettings(int Partitions, short ReplicationFactor, bool AutoCreateTopics, bool DeleteTopics)
{
    /// <summary>Only what all brokers have in common counts: a topic must not come out differently by the agent that was asked.</summary>
    public static BrokerSettings Of(ClusterState state)
    {
        var resolver = new ConfigResolver(state.Configs.Cut(), nodeId: null, FrozenDictionary<string, string>.Empty);
        return new BrokerSettings(
            (int)resolver.BrokerNumber("num.partitions"),
            (short)resolver.BrokerNumber("default.replication.factor"),
            resolver.BrokerFlag("auto.create.topics.enable"),
            resolver.BrokerFlag("delete.topic.enable"));
    }
}
