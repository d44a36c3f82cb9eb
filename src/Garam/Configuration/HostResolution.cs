using System.Net;
using System.Net.Sockets;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.Configuration;

/// <summary>Resolves the host names of settings.</summary>
internal static class HostResolution
{
    /// <exception cref="GaramException">The name cannot be resolved.</exception>
    public static IPEndPoint Resolve(string setting, HostPort address)
    {
        if (IPAddress.TryParse(address.Host, out var literal))
        {
            return new IPEndPoint(literal, address.Port);
        }

        try
        {
            return new IPEndPoint(Dns.GetHostAddresses(address.Host)[0], address.Port);
        }
        catch (SocketException fault)
        {
            throw new GaramException(
                ErrorKind.Invalid, $"{setting} names the host {address.Host}, which cannot be resolved: {fault.Message}", fault);
        }
    }
}
