using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.InitProducerId;

[Message(ApiKey.InitProducerId, "0-6", Flexible = "2+")]
public sealed partial class InitProducerIdResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("0+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }

    /// <summary>The current producer id.</summary>
    [Field("0+")]
    public long ProducerId { get; set; } = -1;

    /// <summary>The current epoch associated with the producer id.</summary>
    [Field("0+")]
    public short ProducerEpoch { get; set; }

    /// <summary>The producer id for ongoing transaction when KeepPreparedTxn is used, -1 if there is no transaction ongoing.</summary>
    [Field("6+")]
    public long OngoingTxnProducerId { get; set; } = -1;

    /// <summary>
    /// The epoch associated with the  producer id for ongoing transaction when KeepPreparedTxn is used, -1 if there is no transaction
    /// ongoing.
    /// </summary>
    [Field("6+")]
    public short OngoingTxnProducerEpoch { get; set; } = -1;
}
