using Garam.Protocol.Wire;

namespace Garam.Protocol.Messages.Headers;

[Message("0-1", Flexible = "1+")]
public sealed partial class ResponseHeader
{
    /// <summary>The correlation ID of this response.</summary>
    [Field("0+")]
    public int CorrelationId { get; set; }
}
