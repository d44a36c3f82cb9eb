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

    /// <summary>The limit of one array; segments have a few megabytes.</summary>
    private const long FileBytesMax = 1 << 30;

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
                "garam inspect segment garam-data/segments/00000000000000000004-0000000001-0000000001",
                "Prints the batches by partition.")],
            Json = """
                {"bytes": 4096, "runs": [{"topicId": "…", "topic": "orders", "partition": 0,
                  "batches": [{"position": 16, "baseOffset": 0, "records": 3}]}], "faults": []}
                """,
        };
        var (file, output) = (FileOf(command), new OutputFlags(command));
        command.Run(async run =>
        {
            var (path, bytes) = await ReadAsync(run, file, StoredFileKind.Segment);
            var segment = new SegmentInspector(await StoreAround.PlacesOfAsync(path, run.Cancellation)).Inspect(bytes.Span);
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
            var (path, bytes) = await ReadAsync(run, file, StoredFileKind.JournalEntry);
            var entry = InspectedEntry.Of(bytes, long.TryParse(Path.GetFileName(path), out var sequence) ? sequence : null);
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
            var path = run.Parsed.GetRequiredValue(file);
            var (whole, bytes) = await ReadAsync(
                run,
                Directory.Exists(path) ? Path.Combine(path, "manifest") : path,
                StoredFileKind.SnapshotManifest,
                StoredFileKind.SnapshotChunk);
            var snapshot = new SnapshotFiles(whole, bytes);
            var view = new SnapshotView(run.Screen, output.IsJson(run), run.Parsed.GetValue(records));
            return Faults.Report(run.Screen, await view.WriteAsync(snapshot, run.Cancellation));
        });
        return command;
    }

    private static Argument<string> FileOf(Command command)
    {
        var file = new Argument<string>("FILE") { Description = "A file of a store" };
        command.Add(file);
        return file;
    }

    private static Task<(string Path, ReadOnlyMemory<byte> Bytes)> ReadAsync(CommandRun run, Argument<string> file, string kind) =>
        ReadAsync(run, run.Parsed.GetRequiredValue(file), kind);

    private static async Task<(string Path, ReadOnlyMemory<byte> Bytes)> ReadAsync(CommandRun run, string path, params string[] kinds)
    {
        if (!File.Exists(path))
        {
            throw new CommandException(
                ExitCode.Usage, Directory.Exists(path) ? $"{path} is a directory: name one of its files." : $"there is no file {path}.");
        }

        if (new FileInfo(path).Length > FileBytesMax)
        {
            throw new CommandException(ExitCode.Usage, $"{path} is larger than any file of a store.");
        }

        var bytes = await File.ReadAllBytesAsync(path, run.Cancellation);
        if (bytes.Length == 0)
        {
            throw new CommandException(ExitCode.Failed, $"{path} is empty, which no file of a store is.");
        }

        if (StoredFileKind.Of(bytes) is { } kind && !kinds.Contains(kind))
        {
            throw new CommandException(ExitCode.Usage, $"{path} is a {kind}, not a {kinds[0]}.");
        }

        return (Path.GetFullPath(path), bytes);
    }
}
