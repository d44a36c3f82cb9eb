namespace Garam.Transport.Connections;

/// <summary>Nobody could be reached at an address.</summary>
public sealed class ConnectException(string host, int port, Exception cause) : IOException($"Cannot connect to {host}:{port}: {cause.Message}.", cause)
{
    public string Host { get; } = host;

    public int Port { get; } = port;
}
