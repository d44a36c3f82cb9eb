using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Metadata;

[Message(ApiKey.Metadata, "0-13", Flexible = "9+")]
public sealed partial class MetadataRequest : IRequest
{
    /// <summary>The topics to fetch metadata for.</summary>
    [Field("0+", Nullable = "1+")]
    public MetadataRequestTopic[]? Topics { get; set; } = [];

    /// <summary>
    /// If this is true, the broker may auto-create topics that we requested which do not already exist, if it is configured to do so.
    /// </summary>
    [Field("4+")]
    public bool AllowAutoTopicCreation { get; set; } = true;

    /// <summary>Whether to include cluster authorized operations.</summary>
    [Field("8-10")]
    public bool IncludeClusterAuthorizedOperations { get; set; }

    /// <summary>Whether to include topic authorized operations.</summary>
    [Field("8+")]
    public bool IncludeTopicAuthorizedOperations { get; set; }

    /// <summary>The topics to fetch metadata for.</summary>
    [WireStruct]
    public sealed partial class MetadataRequestTopic
    {
        /// <summary>The topic id.</summary>
        [Field("10+")]
        public Uuid TopicId { get; set; }

        /// <summary>The topic name.</summary>
        [Field("0+", Nullable = "10+")]
        public string? Name { get; set; } = "";
    }
}
