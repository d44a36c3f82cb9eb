using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.CreatePartitions;

[Message(ApiKey.CreatePartitions, "0-3", Flexible = "2+")]
public sealed partial class CreatePartitionsResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The partition creation results for each topic.</summary>
    [Field("0+")]
    public CreatePartitionsTopicResult[] Results { get; set; } = [];

    /// <summary>The partition creation results for each topic.</summary>
    [WireStruct]
    public sealed partial class CreatePartitionsTopicResult
    {
        /// <summary>The topic name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The result error, or zero if there was no error.</summary>
        [Field("0+")]
        public ErrorCode ErrorCode { get; set; }

        /// <summary>The result message, or null if there was no error.</summary>
        [Field("0+", Nullable = "0+")]
        public string? ErrorMessage { get; set; }
    }
}
