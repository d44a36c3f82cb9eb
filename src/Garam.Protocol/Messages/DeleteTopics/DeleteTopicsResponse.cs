using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.DeleteTopics;

[Message(ApiKey.DeleteTopics, "1-6", Flexible = "4+")]
public sealed partial class DeleteTopicsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The results for each topic we tried to delete.</summary>
    [Field("0+")]
    public DeletableTopicResult[] Responses { get; set; } = [];

    /// <summary>The results for each topic we tried to delete.</summary>
    [WireStruct]
    public sealed partial class DeletableTopicResult
    {
        /// <summary>The topic name.</summary>
        [Field("0+", Nullable = "6+")]
        public string? Name { get; set; } = "";

        /// <summary>The unique topic ID.</summary>
        [Field("6+")]
        public Uuid TopicId { get; set; }

        /// <summary>The deletion error, or 0 if the deletion succeeded.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The error message, or null if there was no error.</summary>
        [Field("5+", Nullable = "5+")]
        public string? ErrorMessage { get; set; }
    }
}
