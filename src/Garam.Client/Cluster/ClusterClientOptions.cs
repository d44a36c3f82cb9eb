using Garam.Client.Connections;
using Garam.Protocol;

namespace Garam.Client.Cluster;

public sealed class ClusterClientOptions
{
    /// <summary>Asked first, in this order; later the brokers that Metadata named.</summary>
    public required IReadOnlyList<HostPort> Bootstrap { get; init; }

    public KafkaConnectionOptions Connection { get; init; } = new();

    /// <summary>Kafka's metadata.max.age.ms: what changed without an error is noticed after this time.</summary>
    public TimeSpan MetadataAgeMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kafka's retry.backoff.ms.</summary>
    public TimeSpan RetryDelayFirst { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Kafka's retry.backoff.max.ms: a restarted broker is found again within a second.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Kafka's default.api.timeout.ms: how long a call is tried again in all.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
