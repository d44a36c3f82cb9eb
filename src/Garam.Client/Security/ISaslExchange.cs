namespace Garam.Client.Security;

/// <summary>The client's half of one talk in one mechanism. Synchronous and without I/O.</summary>
internal interface ISaslExchange
{
    /// <summary>Both have said what they had to say, and the server has proved what the mechanism wants it to prove.</summary>
    bool IsComplete { get; }

    byte[] First();

    /// <summary>Our answer to what the server said, or null where there is nothing left to say.</summary>
    /// <exception cref="InvalidDataException">It is not what a server says that knows the secret.</exception>
    byte[]? Answer(ReadOnlySpan<byte> said);
}
