using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Records.Input;
using Garam.Cli.Terminal;

namespace Garam.Cli.Records.Producing;

/// <summary><c>garam produce</c>.</summary>
internal static class ProduceCommand
{
    public const string Description = "Write lines from the standard input or from files to a topic.";

    private const string Details = """
        A line is a value, byte for byte; with --key-separator it is a key and a value. With --format hex both are pairs of
        hexadecimal digits. With --format json a line is an object as `garam consume --json` prints it: value (or valueBase64),
        and optionally key (or keyBase64), headers, partition and timestamp (milliseconds or RFC 3339). A null value is a
        tombstone; a value that is not a string is stored as JSON.

        A template describes a line with the fields that `garam consume --format` prints: %k or {key}, %v or {value}, %p or
        {partition}, %T or {timestamp} (milliseconds), {time}, {header:NAME}, {key:hex}, {value:base64}. A field ends where the
        text after it begins; the last field takes the rest.

        Keys choose partitions as in Kafka's Java client. A line that is not a record ends the command, and so does a record that
        a broker refuses; the records before it are stored and counted. Ctrl-C delivers what was read, and says where it stopped.
        --timeout counts from the last acknowledgement. The command says when a broker goes away and when it is back.
        """;

    public static ToolCommand Create()
    {
        var command = new ToolCommand("produce", Description)
        {
            Details = Details,
            Examples =
            [
                new Example("tail -F app.log | garam produce logs", "Writes lines as they come."),
                new Example("garam produce logs --file app.log --compression zstd", "Writes a file, with a progress bar on a terminal."),
                new Example(
                    "printf 'id-7\\tpaid\\n' | garam produce orders --key-separator '\\t' --header source=shell",
                    "Writes a key, a value and a header."),
                new Example(
                    "garam produce orders --format '%p,{header:trace},%k,%v' --file orders.txt",
                    "Writes lines with a partition, a header, a key and a value."),
                new Example(
                    "garam consume orders --json | garam produce copy --format json --partition any",
                    "Copies a topic with keys, headers and times."),
            ],
            Json = """
                {"topic": "orders", "records": 2, "failed": 0, "bytes": 14, "seconds": 0.02,
                  "partitions": [{"partition": 0, "records": 2, "firstOffset": 10, "lastOffset": 11}]}
                """,
        };
        var flags = new ProduceFlags(command);
        var connection = new ConnectionFlags(command);
        command.Run(run => RunAsync(run, flags.Read(run), connection));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, ProduceRequest request, ConnectionFlags connection)
    {
        var sources = Inputs.Open(request.Files, run.Screen);
        try
        {
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            return await new ProduceJob(cluster, request, run.Screen).RunAsync(sources, run.Cancellation);
        }
        finally
        {
            foreach (var source in sources)
            {
                source.Dispose();
            }
        }
    }
}
