using Garam.Metadata;
using Garam.Metadata.Commands.Configs;
using Garam.Metadata.Configs;
using Garam.Protocol;

namespace Garam.Broker.Handlers.Configs;

/// <summary>What a request about settings may name.</summary>
internal static class ResourceNames
{
    /// <summary>None when the resource exists and has settings here.</summary>
    public static (ErrorCode Error, string? Message) Fault(ClusterState state, sbyte type, string name) => (ConfigResourceType)type switch
    {
        ConfigResourceType.Topic when name.Length > 0 && !state.Topics.TryGet(name, out _) =>
            (ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicOrPartition.Text),
        ConfigResourceType.Topic or ConfigResourceType.Broker => (ErrorCode.None, null),
        _ => (ErrorCode.InvalidRequest, $"Unsupported resource type: {type}"),
    };

    public static ConfigResource Resource(sbyte type, string name) => new((ConfigResourceType)type, name);
}
