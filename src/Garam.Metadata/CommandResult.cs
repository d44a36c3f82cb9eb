using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata;

/// <summary>The answer of Apply. Expected refusals are values: an error code and, where it helps a human, a message.</summary>
public abstract class CommandResult : IMessage
{
    public abstract ErrorCode Error { get; }

    /// <summary>The result has a text for people. A later program may reword it, so it must not count in a digest.</summary>
    public virtual bool HasText => false;

    /// <summary>Returns the same codes and values without the text. Never changes this result.</summary>
    public virtual CommandResult WithoutText() => this;

    public abstract void Read(ref WireReader reader, short version);

    public abstract void Write(ref WireWriter writer, short version);
}

/// <summary>The result of commands that answer only whether they were done.</summary>
[Message("0-1", Flexible = "0+")]
public sealed partial class StatusResult : CommandResult
{
    public static readonly StatusResult Done = new();

    [Field]
    public short ErrorValue { get; set; }

    /// <summary>A text for people; null where the error code says enough.</summary>
    [Field(Nullable = "0+")]
    public string? Message { get; set; }

    public override ErrorCode Error => (ErrorCode)ErrorValue;

    public override bool HasText => Message is not null;

    public override CommandResult WithoutText() => HasText ? new StatusResult { ErrorValue = ErrorValue } : this;

    public static StatusResult Refused(ErrorCode error, string? message = null) => new() { ErrorValue = (short)error, Message = message };
}
