using System.Globalization;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary>Shows a segment to people: its batches in one table, in their stored order.</summary>
internal static class SegmentView
{
    public static void Write(Screen screen, InspectedSegment segment)
    {
        screen.Say(string.Create(
            CultureInfo.InvariantCulture, $"Segment of {Amounts.Bytes(segment.Bytes)}, {Amounts.Plural(segment.Runs.Count, "run")}."));
        var table = new TableView(
            new TableColumn("PARTITION"), new TableColumn("BYTE", IsNumber: true), new TableColumn("LENGTH", IsNumber: true),
            new TableColumn("OFFSET", IsNumber: true), new TableColumn("RECORDS", IsNumber: true), new TableColumn("CODEC"),
            new TableColumn("PRODUCER"), new TableColumn("LATEST"), new TableColumn("CRC"));
        foreach (var run in segment.Runs)
        {
            foreach (var batch in run.Batches)
            {
                table.Add(
                    NameOf(run), $"{batch.Position}", $"{batch.Length}", batch.BaseOffset is { } offset
                        ? $"{offset}"
                        : "-", $"{batch.Records}", batch.Codec,
                    batch.ProducerId < 0 ? "-" : $"{batch.ProducerId} epoch {batch.ProducerEpoch} seq {batch.BaseSequence}",
                    Times.Show(batch.MaxTimestampMs), batch.IsCrcRight ? "ok" : "WRONG");
            }
        }

        table.Write(screen);
    }

    private static string NameOf(InspectedRun run) => run.TopicId.Length == 0 ? "?" : $"{run.Topic ?? run.TopicId}-{run.Partition}";
}
