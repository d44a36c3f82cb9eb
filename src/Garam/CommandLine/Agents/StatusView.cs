using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;

namespace Garam.CommandLine.Agents;

/// <summary>Shows a cluster to people: one line for each part.</summary>
internal static class StatusView
{
    private const int LabelWidth = 10;

    public static void Show(Screen screen, StatusDocument status)
    {
        Say("Cluster", $"{status.ClusterId ?? "without an id"}, feature level {status.FeatureLevel}");
        Say("Leader", Leader(status));
        Say("Agents", Agents(status));
        Say("Journal", Journal(status.Journal));
        Say(
            "Topics",
            $"{Amounts.Plural(status.Topics, "topic")} with {Amounts.Plural(status.Partitions, "partition")}; "
                + Amounts.Plural(status.Groups, "group"));
        var dead = status.DeadSegments > 0 ? $"; {Count(status.DeadSegments)} more wait to be deleted" : "";
        Say("Records", $"{Amounts.Bytes(status.StoredBytes)} in {Amounts.Plural(status.Segments, "segment")}{dead}");
        if (status.Answering > 0)
        {
            SayWork(status);
        }

        void SayWork(StatusDocument working)
        {
            var (traffic, rates) = (working.Traffic, working.Rates);
            Say("Clients", Amounts.Plural(working.Connections, "connection"));
            Say(
                "Produce",
                Work(traffic.ProduceRequests, traffic.ProduceBytes, rates?.ProduceRequestsPerSecond, rates?.ProduceBytesPerSecond));
            Say("Fetch", Work(traffic.FetchRequests, traffic.FetchBytes, rates?.FetchRequestsPerSecond, rates?.FetchBytesPerSecond));
            Say("Cache", Cache(traffic));
            Say("Store", Store(working.Store));
        }

        void Say(string label, string text) => screen.Say(label.PadRight(LabelWidth) + text);
    }

    internal static string Leader(StatusDocument status) => status.Leader switch
    {
        null => "none: no process has led yet",
        { State: "leads" } leader =>
            $"{Name(leader)} leads in epoch {leader.Epoch}, for {Amounts.Show(TimeSpan.FromMilliseconds(leader.LeadingForMs ?? 0))}",
        { State: "resigned" } leader => $"none: {Name(leader)} resigned in epoch {leader.Epoch}",
        { State: "alone" } leader =>
            $"{Name(leader)} led last, in epoch {leader.Epoch}; it has no internal listener and cannot be asked",
        var leader when status.Answering == 0 => $"no agent answers; {Name(leader)} led last, in epoch {leader.Epoch}",
        var leader => $"none of the agents that answer; {Name(leader)} led last, in epoch {leader.Epoch}",
    };

    private static string Name(LeaderDocument leader) => leader switch
    {
        { NodeId: { } node, Address: { } address } => $"node {node} ({address})",
        { NodeId: { } node } => $"node {node}",
        { Address: { } address } => $"the process at {address}",
        _ => "a process that is no longer registered",
    };

    private static string Agents(StatusDocument status) => (status.Agents - status.Answering) switch
    {
        0 when status.Agents == 0 => "none is registered",
        0 => $"{Count(status.Agents)}, all answer",
        _ when status.Leader is { State: "alone" } && status.Agents == 1 => "1, without an internal listener (garam serve)",
        var silent when silent == status.Agents => $"{Count(silent)}, none answers; `garam agents` says why",
        var silent => $"{Count(status.Agents)}, of which {Count(silent)} give{(silent == 1 ? "s" : "")} no answer; `garam agents` says why",
    };

    private static string Journal(JournalDocument journal)
    {
        var snapshot = journal.Snapshot is { } place
            ? $"snapshot at {Count(place.Sequence)}, {Amounts.Show(TimeSpan.FromMilliseconds(place.AgeMs))} old"
            : "no snapshot yet";
        return $"entry {Count(journal.Position)}; floor {Count(journal.Floor)}; {snapshot}";
    }

    private static string Work(long requests, long bytes, double? requestRate, double? byteRate) =>
        requestRate is { } perSecond
            ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:N1} requests/s, {Amounts.Bytes((long)byteRate!)}/s")
            : $"{Amounts.Plural(requests, "request")} with {Amounts.Bytes(bytes)} since the agents started";

    private static string Cache(TrafficDocument traffic)
    {
        var asked = traffic.CacheHits + traffic.CacheMisses;
        return asked == 0
            ? "not used yet"
            : string.Create(CultureInfo.InvariantCulture, $"{100.0 * traffic.CacheHits / asked:N1} % of {asked:N0} chunks were in memory");
    }

    private static string Store(StoreUseDocument store)
    {
        var requests = string.Join(", ", store.Requests.Select(kind => $"{Count(kind.Value)} {kind.Key}"));
        var cost = store.CostDollars is { } dollars
            ? string.Create(CultureInfo.InvariantCulture, $"; about ${dollars:N4} for requests, by list prices")
            : "";
        return $"{(requests.Length > 0 ? requests : "no requests")}; {Amounts.Bytes(store.WrittenBytes)} written, "
            + $"{Amounts.Bytes(store.ReadBytes)} read{cost}";
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
