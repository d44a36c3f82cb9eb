using Garam.Cli.Terminal;
using Garam.Protocol;

namespace Garam.Cli.Connecting;

/// <summary>HOST:PORT,… as people write it; Kafka's port where there is none.</summary>
internal static class BrokerList
{
    private const int PortDefault = 9092;

    /// <exception cref="CommandException">It is no such list.</exception>
    public static IReadOnlyList<HostPort> Parse(string text, string origin)
    {
        var addresses = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => ParseOne(part, origin)).ToArray();
        return addresses.Length > 0 ? addresses : throw Wrong(text, origin);
    }

    private static HostPort ParseOne(string text, string origin)
    {
        if (HostPort.TryParse(text, out var address) || (!text.EndsWith(':') && HostPort.TryParse($"{text}:{PortDefault}", out address)))
        {
            return address;
        }

        throw Wrong(text, origin);
    }

    private static CommandException Wrong(string text, string origin) =>
        new(ExitCode.Usage, $"{origin}: '{text}' is not an address; write HOST:PORT, several with commas between.");
}
