using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Heartbeat;

[Message(ApiKey.Heartbeat, "0-4", Flexible = "4+")]
public sealed partial class HeartbeatResponse : IResponse
{
    /// <summary>
    /// The duration in milliseconds for which the request was throttled due to a quota violation, or zero if the request did not violate
    /// any quota.
    /// </summary>
    [Field("1+")]
    public int ThrottleTimeMs { get; set; }

    /// <summary>The error code, or 0 if there was no error.</summary>
    [Field("0+")]
    public ErrorCode ErrorCode { get; set; }
}
