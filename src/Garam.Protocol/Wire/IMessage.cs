namespace Garam.Protocol.Wire;

/// <summary>A structure that the source generator can read and write in every version of its schema.</summary>
public interface IMessage
{
    /// <summary>
    /// Reads the fields that <paramref name="version"/> has. The others keep their defaults. Byte fields borrow the frame.
    /// </summary>
    void Read(ref WireReader reader, short version);

    /// <summary>Writes the fields that <paramref name="version"/> has.</summary>
    void Write(ref WireWriter writer, short version);
}

/// <summary>The body of a request.</summary>
public interface IRequest : IMessage
{
    static abstract ApiKey ApiKey { get; }
}

/// <summary>The body of a response.</summary>
public interface IResponse : IMessage
{
    static abstract ApiKey ApiKey { get; }
}
