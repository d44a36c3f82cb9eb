namespace Garam.Client.Security;

/// <summary>A talk in which the client says everything at once.</summary>
internal sealed class OneMessageExchange(byte[] message, byte[]? answer) : ISaslExchange
{
    public bool IsComplete { get; private set; }

    public byte[] First() => message;

    public byte[]? Answer(ReadOnlySpan<byte> said)
    {
        // A server that refuses may say why before it does, and waits for an answer to that.
        IsComplete = said.IsEmpty;
        return IsComplete ? null : answer ?? throw new InvalidDataException("the broker asks a question where it should say yes or no");
    }
}
