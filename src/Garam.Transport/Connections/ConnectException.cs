using System.Net.Sockets;
using Garam.Protocol;

namespace Garam.Transport.Connections;

/// <summary>No connection to an address can be made; <see cref="Error"/> says why.</summary>
public sealed class ConnectException(HostPort address, SocketError error, Exception? cause = null)
    : IOException($"Cannot connect to {address}: {cause?.Message ?? error.ToString()}.", cause)
{
    public HostPort Address { get; } = address;

    public SocketError Error { get; } = error;
}
