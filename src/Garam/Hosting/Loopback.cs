using System.Net;
using Garam.Configuration;
using Garam.Protocol;

namespace Garam.Hosting;

internal static class Loopback
{
    /// <summary>True when only this machine can reach the listener.</summary>
    public static bool Is(string setting, HostPort address) => IPAddress.IsLoopback(HostResolution.Resolve(setting, address).Address);
}
