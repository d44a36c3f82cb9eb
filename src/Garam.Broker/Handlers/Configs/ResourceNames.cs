using Garam.Broker.Cluster;
using Garam.Metadata.Configs;
using Garam.Metadata.State;
using Garam.Metadata.Topics;
using Garam.Protocol;

namespace Garam.Broker.Handlers.Configs;

/// <summary>The resources that a request about settings may name.</summary>
internal static class ResourceNames
{
    private static readonly (ErrorCode Error, string? Message) Sound = (ErrorCode.None, null);

    /// <summary>None when the resource exists and has settings here.</summary>
    public static (ErrorCode Error, string? Message) Fault(ClusterState state, sbyte type, string name)
    {
        var fault = NameFault(type, name);
        return fault.Error != ErrorCode.None || (ConfigResourceType)type != ConfigResourceType.Topic || state.Topics.TryGet(name, out _)
            ? fault
            : (ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition.Text);
    }

    /// <summary>None when a resource of this name could exist.</summary>
    public static (ErrorCode Error, string? Message) NameFault(sbyte type, string name) => (ConfigResourceType)type switch
    {
        ConfigResourceType.Topic when TopicName.Fault(name) is { } fault => (ErrorCode.InvalidTopicException, fault),
        ConfigResourceType.Topic or ConfigResourceType.Broker => Sound,
        _ => (ErrorCode.InvalidRequest, $"Unsupported resource type: {type}"),
    };

    /// <summary>A broker answers for itself and for all brokers (an empty name). A name that is not a number is not judged here.</summary>
    /// <param name="identity">The broker that was asked.</param>
    /// <param name="otherwise">The other names that were expected.</param>
    public static (ErrorCode Error, string? Message) BrokerFault(BrokerIdentity identity, sbyte type, string name, string otherwise) =>
        (ConfigResourceType)type == ConfigResourceType.Broker && name.Length > 0 && ConfigResource.Broker(identity.NodeId).Name != name
            ? (ErrorCode.InvalidRequest, $"Unexpected broker id, expected {identity.NodeId}{otherwise}, but received {name}")
            : Sound;

    public static ConfigResource Resource(sbyte type, string name) => new((ConfigResourceType)type, name);
}
