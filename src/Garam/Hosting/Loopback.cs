using System.Net;

namespace Garam.Hosting;

internal static class Loopback
{
    /// <summary>True when nobody but this machine can reach a listener on <paramref name="host"/>. A name counts as what it resolves to.</summary>
    public static bool Is(string host) =>
        IPAddress.TryParse(host, out var literal) ? IPAddress.IsLoopback(literal) : Dns.GetHostAddresses(host).All(IPAddress.IsLoopback);
}
