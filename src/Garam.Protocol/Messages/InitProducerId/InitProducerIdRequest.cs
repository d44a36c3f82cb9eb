using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.InitProducerId;

[Message(ApiKey.InitProducerId, "0-6", Flexible = "2+")]
public sealed partial class InitProducerIdRequest : IRequest
{
    /// <summary>The transactional id, or null if the producer is not transactional.</summary>
    [Field("0+", Nullable = "0+")]
    public string? TransactionalId { get; set; } = "";

    /// <summary>
    /// The time in ms to wait before aborting idle transactions sent by this producer. This is only relevant if a TransactionalId has been
    /// defined.
    /// </summary>
    [Field("0+")]
    public int TransactionTimeoutMs { get; set; }

    /// <summary>The producer id. This is used to disambiguate requests if a transactional id is reused following its expiration.</summary>
    [Field("3+")]
    public long ProducerId { get; set; } = -1;

    /// <summary>
    /// The producer's current epoch. This will be checked against the producer epoch on the broker, and the request will return an error if
    /// they do not match.
    /// </summary>
    [Field("3+")]
    public short ProducerEpoch { get; set; } = -1;

    /// <summary>True if the client wants to enable two-phase commit (2PC) protocol for transactions.</summary>
    [Field("6+")]
    public bool Enable2Pc { get; set; }

    /// <summary>True if the client wants to keep the currently ongoing transaction instead of aborting it.</summary>
    [Field("6+")]
    public bool KeepPreparedTxn { get; set; }
}
