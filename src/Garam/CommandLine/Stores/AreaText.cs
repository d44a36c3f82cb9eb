using System.Globalization;
using Garam.Cli.Output;
using Garam.Verification.Findings;

namespace Garam.CommandLine.Stores;

/// <summary>Says in one line what a verification checked in an area.</summary>
internal static class AreaText
{
    public static string Of(VerificationReport report, Area area) => area switch
    {
        Area.Journal => Journal(report.Journal),
        Area.Snapshots => string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Snapshots.Count:N0} with {report.Snapshots.Chunks:N0} chunks, {Amounts.Bytes(report.Snapshots.Bytes)}; "
            + $"{report.Snapshots.Compared:N0} compared with what the journal gives"),
        Area.Metadata => Metadata(report.Metadata),
        Area.Segments => Segments(report),
        _ => Unreferenced(report.Unreferenced),
    };

    private static string Journal(JournalTally journal) => string.Create(
        CultureInfo.InvariantCulture,
        $"{journal.Objects:N0} entries from {Math.Max(journal.Floor, 1):N0} on, {Amounts.Bytes(journal.Bytes)}; "
        + $"{journal.Replayed:N0} applied again, {journal.SteppedOver:N0} stepped over, {journal.Skips:N0} skipped");

    private static string Metadata(MetadataTally metadata) =>
        $"{Amounts.Plural(metadata.Topics, "topic")}, {Amounts.Plural(metadata.Partitions, "partition")}, "
        + $"{Amounts.Plural(metadata.Records, "record")} in {Amounts.Plural(metadata.Extents, "extent")}, "
        + $"{Amounts.Plural(metadata.Producers, "producer")}, "
        + $"{Amounts.Plural(metadata.Groups, "group")} with {Amounts.Plural(metadata.GroupOffsets, "offset")}";

    private static string Segments(VerificationReport report)
    {
        var segments = report.Segments;
        var read = report.IsDeep
            ? string.Create(CultureInfo.InvariantCulture, $"{segments.Batches:N0} batches with {segments.Records:N0} records")
            : "headers, footers and extents";
        var gone = segments.WentAway > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {segments.WentAway:N0} deleted meanwhile") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{segments.Checked:N0} of {segments.Live:N0}, {Amounts.Bytes(segments.LiveBytes)}; {read}, "
            + $"{segments.RememberedBatches:N0} batches of the duplicate detection{gone}");
    }

    private static string Unreferenced(UnreferencedTally unreferenced)
    {
        var parts = new List<string>();
        Add("dead", unreferenced.Dead);
        Add("orphaned", unreferenced.Orphans);
        Add("not committed", unreferenced.Uncommitted);
        Add("committed since", unreferenced.CommittedSince);
        Add("foreign", unreferenced.Foreign);
        return parts.Count == 0 ? "none" : string.Join(", ", parts);

        void Add(string name, ObjectTally tally)
        {
            if (tally.Count > 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{tally.Count:N0} {name} ({Amounts.Bytes(tally.Bytes)})"));
            }
        }
    }
}
