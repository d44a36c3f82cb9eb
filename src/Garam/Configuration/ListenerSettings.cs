using Garam.Metadata.Cluster;
using Garam.Protocol;

namespace Garam.Configuration;

/// <summary>Reads and checks the listeners for Kafka's clients: addresses, each with the zone of its clients after an at sign.</summary>
internal static class ListenerSettings
{
    /// <summary>Each is known to every agent and in every answer that names agents.</summary>
    public const int ListenersMax = ProcessState.ZoneListenersMax;

    /// <summary>Reads <c>HOST:PORT</c> or <c>HOST:PORT@ZONE</c>, several of them between commas.</summary>
    public static (bool Ok, IReadOnlyList<ClientAddress> Value) Parse(string text, int portMin)
    {
        var listeners = new List<ClientAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('@');
            var zone = at < 0 ? null : part[(at + 1)..];
            if (!HostPort.TryParse(at < 0 ? part : part[..at], out var address)
                || address.Port < portMin
                || (zone is not null && !ValueKinds.IsName(zone)))
            {
                return (false, []);
            }

            listeners.Add(new ClientAddress(address, zone));
        }

        return (true, listeners);
    }

    public static void Check(ServeOptions options, ICollection<string> problems)
    {
        if (options.Kafka.Count > ListenersMax)
        {
            problems.Add($"kafka names {options.Kafka.Count} listeners; a process has at most {ListenersMax}.");
            return;
        }

        CheckZones("kafka", options.Kafka, problems);
        CheckZones("advertise", options.Advertise, problems);
        foreach (var (first, second) in Doubles(options.Kafka.Where(static one => one.Address.Port != 0), static one => one.Address.Port))
        {
            problems.Add($"kafka: {first} and {second} have the same port; give each listener a port of its own.");
        }

        var told = options.Listeners.Select(static one => new ClientAddress(one.Advertise ?? one.Listen.Address, one.Listen.Zone));
        foreach (var (first, second) in Doubles(told.Where(static one => one.Address.Port != 0), static one => one.Address))
        {
            problems.Add(
                $"Clients are told the same address for two listeners, {first} and {second}; advertise another one for each zone.");
        }

        foreach (var address in options.Advertise.Where(address => options.Kafka.All(one => one.Zone != address.Zone)))
        {
            problems.Add(address.Zone is null
                ? $"advertise: {address} names no zone, and every listener of kafka has one; write {address}@{options.Kafka[0].Zone}, "
                    + "for instance."
                : $"advertise: {address} is for the zone {address.Zone}, and kafka has no listener for it.");
        }
    }

    /// <summary>A process that is alone on its store sends no client elsewhere.</summary>
    public static void CheckAlone(ServeOptions options, ICollection<string> problems)
    {
        if (options.Kafka.Count > 1 || options.Kafka.Concat(options.Advertise).Any(static one => one.Zone is not null))
        {
            problems.Add(
                $"garam serve runs alone, without zones, and has one listener: set kafka to one HOST:PORT instead of "
                + $"{string.Join(',', options.Kafka)}, and advertise alike, or run garam agent.");
        }
    }

    private static void CheckZones(string setting, IReadOnlyList<ClientAddress> addresses, ICollection<string> problems)
    {
        foreach (var (first, second) in Doubles(addresses, static one => one.Zone))
        {
            problems.Add(first.Zone is null
                ? $"{setting}: {first} and {second} both name no zone; an agent has one address for all clients at most, and one for each "
                    + $"zone, as in {second}@a."
                : $"{setting}: {first} and {second} are for the same zone; keep one of them.");
        }
    }

    private static IEnumerable<(ClientAddress First, ClientAddress Second)> Doubles<TKey>(
        IEnumerable<ClientAddress> addresses, Func<ClientAddress, TKey> key) =>
        addresses.GroupBy(key).Where(static group => group.Count() > 1).Select(static group => (group.First(), group.ElementAt(1)));
}

/// <summary>A listener for Kafka's clients.</summary>
/// <param name="Advertise">The address that clients are told. Null for the listener's own.</param>
public sealed record ListenerSetting(ClientAddress Listen, HostPort? Advertise);
