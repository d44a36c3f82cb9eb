using System.CommandLine;
using Garam.Cli.Commands;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Verification.Inspection;

namespace Garam.CommandLine.Stores;

/// <summary><c>garam inspect</c>: the content of one file of a store.</summary>
internal static class InspectCommand
{
    public const string Description = "Print what is inside a segment, a journal entry or a snapshot.";

    public static Command Create() => new ToolCommand("inspect", Description)
    {
        Details = "For a damaged file, prints the readable part, says where it breaks, and exits with 1.",
        Subcommands = { Segment(), Journal(), Snapshot() },
    };

    private static ToolCommand Segment()
    {
        var command = new ToolCommand("segment", "Print the runs and batches of a segment, with offsets if the file lies in its store.")
        {
            Examples = [new Example(
                "garam inspect segment garam-data/segments/2/00000000000000000004-0000000001-10000000001",
                "Prints the batches by partition.")],
            Json = """
                {"bytes": 4096, "runs": [{"topicId": "…", "topic": "orders", "partition": 0,
                  "batches": [{"position": 16, "baseOffset": 0, "records": 3}]}], "faults": []}
                """,
        };
        var (file, output) = (FileOf(command), new OutputFlags(command));
        command.Run(async run =>
        {
            await using var stored = await StoredFile.OpenAsync(run.Parsed.GetRequiredValue(file), run.Cancellation);
            var bytes = await ReadAsync(run, stored, file, StoredFileKind.Segment);
            var segment = new SegmentInspector(await stored.PlacesAsync(run.Cancellation)).Inspect(bytes.Span);
            output.Write(run, segment, InspectJson.Default.InspectedSegment, (_, shown) => SegmentView.Write(run.Screen, shown));
            return Faults.Report(run.Screen, segment.Faults);
        });
        return command;
    }

    private static ToolCommand Journal()
    {
        var command = new ToolCommand("journal", "Print the header and the commands of a journal entry.")
        {
            Examples = [new Example(
                "garam inspect journal garam-data/journal/00000000000000000001", "Prints the commands of the first entry.")],
            Json = """
                {"bytes": 120, "header": {"sequence": 1, "epoch": 1, "nonce": "8c1f0e6a5b2d9473"}, "commandCount": 1,
                  "commands": [{"type": "LeaderClaim", "version": 0, "body": {}}], "faults": []}
                """,
        };
        var (file, output) = (FileOf(command), new OutputFlags(command));
        command.Run(async run =>
        {
            await using var stored = await StoredFile.OpenAsync(run.Parsed.GetRequiredValue(file), run.Cancellation);
            var bytes = await ReadAsync(run, stored, file, StoredFileKind.JournalEntry);
            var entry = InspectedEntry.Of(bytes, long.TryParse(stored.Name, out var sequence) ? sequence : null);
            output.Write(run, entry, InspectJson.Default.InspectedEntry, (_, shown) => EntryView.Write(run.Screen, shown));
            return Faults.Report(run.Screen, entry.Faults);
        });
        return command;
    }

    private static ToolCommand Snapshot()
    {
        var command = new ToolCommand("snapshot", "Print the manifest of a snapshot and the content of its chunks, or one chunk.")
        {
            Examples =
            [
                new Example(
                    "garam inspect snapshot garam-data/snapshots/00000000000000004096",
                    "Prints its entry, its chunks and the number of rows of each kind."),
                new Example(
                    "garam inspect snapshot garam-data/snapshots/00000000000000004096 --records --json",
                    "Prints every row, one per line."),
            ],
            Json = """
                {"sequence": 4096, "epoch": 1, "timestampMs": 1, "claims": [1], "chunks": [{"key": "…", "bytes": 900, "faults": []}],
                  "rows": {"Topic": 2}, "faults": []}
                """,
        };
        var records = new Option<bool>("--records") { Description = "Print every row; with --json one document per line" };
        command.Add(records);
        var (file, output) = (FileOf(command), new OutputFlags(command));
        command.Run(async run =>
        {
            await using var stored = await StoredFile.OpenAsync(run.Parsed.GetRequiredValue(file), run.Cancellation);
            var bytes = await ReadAsync(run, stored, file, StoredFileKind.SnapshotManifest, StoredFileKind.SnapshotChunk);
            var snapshot = new SnapshotFiles(stored, bytes);
            var view = new SnapshotView(run.Screen, output.IsJson(run), run.Parsed.GetValue(records));
            return Faults.Report(run.Screen, await view.WriteAsync(snapshot, run.Cancellation));
        });
        return command;
    }

    private static Argument<string> FileOf(Command command)
    {
        var file = new Argument<string>("FILE") { Description = "A file of a store, or its URL in a bucket" };
        command.Add(file);
        return file;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(
        CommandRun run, StoredFile stored, Argument<string> file, params string[] kinds)
    {
        var path = run.Parsed.GetRequiredValue(file);
        var bytes = await stored.ReadAsync(run.Cancellation);
        if (bytes.Length == 0)
        {
            throw new CommandException(ExitCode.Failed, $"{path} is empty, which no file of a store is.");
        }

        return StoredFileKind.Of(bytes) is { } kind && !kinds.Contains(kind)
            ? throw new CommandException(ExitCode.Usage, $"{path} is a {kind}, not a {kinds[0]}.")
            : bytes;
    }
}
