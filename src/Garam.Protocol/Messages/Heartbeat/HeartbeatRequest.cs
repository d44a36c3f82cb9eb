using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Heartbeat;

[Message(ApiKey.Heartbeat, "0-4", Flexible = "4+")]
public sealed partial class HeartbeatRequest : IRequest
{
    /// <summary>The group id.</summary>
    [Field("0+")]
    public string GroupId { get; set; } = "";

    /// <summary>The generation of the group.</summary>
    [Field("0+")]
    public int GenerationId { get; set; }

    /// <summary>The member ID.</summary>
    [Field("0+")]
    public string MemberId { get; set; } = "";

    /// <summary>The unique identifier of the consumer instance provided by end user.</summary>
    [Field("3+", Nullable = "3+")]
    public string? GroupInstanceId { get; set; }
}
