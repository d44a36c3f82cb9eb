using Garam.Protocol.Wire;

namespace Garam.Metadata.Commands;

/// <summary>
/// One input of the state machine. Everything that Apply may not find out for itself (time, ids, what an assignor computed)
/// is a field. The meaning of a (type, version) pair is frozen once released.
/// </summary>
public abstract class Command : IMessage
{
    public abstract CommandType Type { get; }

    /// <summary>The version it is encoded in and applied as: read from the journal, or chosen by the leader from the feature level.</summary>
    public short Version { get; set; }

    /// <summary>Milliseconds since 1970, put there by the leader when it puts the command into an entry; never goes back within a journal.</summary>
    public long TimestampMs { get; set; }

    public abstract void Read(ref WireReader reader, short version);

    public abstract void Write(ref WireWriter writer, short version);
}
