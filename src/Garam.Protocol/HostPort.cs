namespace Garam.Protocol;

/// <summary>
/// A host name or address and a port. Text puts an IPv6 address in brackets. Storage and the wire hold two fields, never text. The order is
/// ordinal by host, then by port, the same on every machine.
/// </summary>
public readonly record struct HostPort(string Host, int Port) : IComparable<HostPort>
{
    /// <summary>Reads <c>host:port</c>, <c>1.2.3.4:port</c> or <c>[::1]:port</c>.</summary>
    public static bool TryParse(string text, out HostPort value)
    {
        value = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), out var port))
        {
            return false;
        }

        var host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        else if (host.Contains(':'))
        {
            return false;
        }

        value = new HostPort(host, port);
        return host.Length > 0;
    }

    /// <summary>Reads the same, with the default port if the text names none.</summary>
    public static bool TryParse(string text, int portDefault, out HostPort value) =>
        TryParse(text, out value) || (!text.EndsWith(':') && TryParse($"{text}:{portDefault}", out value));

    public int CompareTo(HostPort other)
    {
        var byHost = string.CompareOrdinal(Host, other.Host);
        return byHost != 0 ? byHost : Port.CompareTo(other.Port);
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
