using Garam.Protocol;
using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands;

/// <summary>What Apply answers. Expected refusals are values: an error code and, where it helps a human, a message.</summary>
public abstract class CommandResult : IMessage
{
    public abstract ErrorCode Error { get; }

    /// <summary>It holds a text for people, which may be reworded and therefore must not count in a digest.</summary>
    public virtual bool HasText => false;

    /// <summary>The same codes and values. Never changes this result.</summary>
    public virtual CommandResult WithoutText() => this;

    public abstract void Read(ref WireReader reader, short version);

    public abstract void Write(ref WireWriter writer, short version);
}
