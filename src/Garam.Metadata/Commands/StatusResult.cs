using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands;

/// <summary>The result of commands that have nothing to say but whether they were done.</summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class StatusResult : CommandResult
{
    public static readonly StatusResult Done = new();

    [Field]
    public short ErrorValue { get; set; }

    /// <summary>For a human; null where the error code says enough.</summary>
    [Field(Nullable = "0+")]
    public string? Message { get; set; }

    public override ErrorCode Error => (ErrorCode)ErrorValue;

    public override bool HasText => Message is not null;

    public override CommandResult WithoutText() => HasText ? new StatusResult { ErrorValue = ErrorValue } : this;

    public static StatusResult Refused(ErrorCode error, string? message = null) => new() { ErrorValue = (short)error, Message = message };
}
