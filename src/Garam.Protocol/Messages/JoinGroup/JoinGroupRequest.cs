using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.JoinGroup;

[Message(ApiKey.JoinGroup, "0-9", Flexible = "6+")]
public sealed partial class JoinGroupRequest : IRequest
{
    /// <summary>The group identifier.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>The coordinator considers the consumer dead if it receives no heartbeat after this timeout in milliseconds.</summary>
    [Field("0+")]
    public int SessionTimeoutMs { get; set; }

    /// <summary>
    /// The maximum time in milliseconds that the coordinator will wait for each member to rejoin when rebalancing the group.
    /// </summary>
    [Field("1+")]
    public int RebalanceTimeoutMs { get; set; } = -1;

    /// <summary>The member id assigned by the group coordinator.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>The unique identifier of the consumer instance provided by end user.</summary>
    [Field("5+", Nullable = "5+")]
    public string? GroupInstanceId { get; set; }

    /// <summary>The unique name the for class of protocols implemented by the group we want to join.</summary>
    [Field("0+")]
    public string ProtocolType { get; set; } = "";

    /// <summary>The list of protocols that the member supports.</summary>
    [Field("0+")]
    public JoinGroupRequestProtocol[] Protocols { get; set; } = [];

    /// <summary>The reason why the member (re-)joins the group.</summary>
    [Field("8+", Nullable = "8+")]
    public string? Reason { get; set; }

    /// <summary>The list of protocols that the member supports.</summary>
    [WireStruct]
    public sealed partial class JoinGroupRequestProtocol
    {
        /// <summary>The protocol name.</summary>
        [Field("0+")]
        public string Name { get; set; } = "";

        /// <summary>The protocol metadata.</summary>
        [Field("0+")]
        public ReadOnlyMemory<byte> Metadata { get; set; }
    }
}
