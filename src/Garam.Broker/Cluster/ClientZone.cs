using Garam.Broker.Requests;

namespace Garam.Broker.Cluster;

/// <summary>
/// The zone that a client states in its client id, as in <c>zone=a</c> or <c>orders,zone=a</c>: every client can set a client id, and it
/// comes with every request. Operators whose clients cannot set one have a listener for each zone.
/// </summary>
public static class ClientZone
{
    /// <summary>The last four are the spellings of other systems, so that their clients need no change.</summary>
    private static readonly string[] Keys = ["zone", "garam_az", "ws_az", "warpstream_az", "diskless_az", "automq_az"];

    /// <summary>
    /// The zone of the listener counts where the client id names none. A client id is set for one client, the listener for all that
    /// connect to it.
    /// </summary>
    public static string? Of(RequestContext context) => Of(context.ClientId) ?? context.ListenerZone;

    /// <summary>
    /// Returns null if the client id names no zone. Parts are divided by commas or semicolons, and the first that fits counts.
    /// </summary>
    public static string? Of(string? clientId)
    {
        if (clientId is null || !clientId.Contains('='))
        {
            return null;
        }

        var rest = clientId.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(',', ';');
            var part = end < 0 ? rest : rest[..end];
            if (ZoneIn(part) is { } zone)
            {
                return zone;
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return null;
    }

    private static string? ZoneIn(ReadOnlySpan<char> part)
    {
        var separator = part.IndexOf('=');
        if (separator < 0)
        {
            return null;
        }

        var key = part[..separator].Trim().ToString();
        var zone = part[(separator + 1)..].Trim();
        return !zone.IsEmpty && Keys.Contains(key, StringComparer.OrdinalIgnoreCase) ? zone.ToString() : null;
    }
}
