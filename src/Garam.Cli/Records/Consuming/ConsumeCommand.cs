using Garam.Cli.Commands;
using Garam.Cli.Connecting;

namespace Garam.Cli.Records.Consuming;

/// <summary><c>garam consume</c>.</summary>
internal static class ConsumeCommand
{
    public const string Description = "Print the records of topics.";

    private const string Details = """
        Reads from the start to the end as it is when the command starts, and stops there; --follow keeps reading until Ctrl-C.
        --from end follows by itself. With --group it continues from the group's committed offsets, and commits what it has
        written. Records of aborted transactions are left out, and an open transaction is the end; --isolation uncommitted shows
        both. In names of topics, * matches any characters and ? matches one, among the topics that exist when the command starts.
        With --follow, the command says when a broker goes away and when it is back.

        Templates: %t topic, %p partition, %o offset, %T timestamp, %k key, %v or %s value, %h headers, %K %V (or %S) %H their
        sizes; or names in braces: {topic} {partition} {offset} {timestamp} {time} {key} {value} {headers} {header:NAME}
        {key-size} {value-size} {header-count}, {key:hex}, {value:base64}. Escapes: \n \t \r \0 \xHH. %% is a percent sign, {{ a
        brace. --json prints one object per line. Keys and values that are not UTF-8 are in keyBase64 and valueBase64; null is a
        missing key or a tombstone.
        """;

    public static ToolCommand Create()
    {
        var command = new ToolCommand("consume", Description)
        {
            Details = Details,
            Examples =
            [
                new Example("garam consume orders", "Prints every record, one value per line."),
                new Example(
                    "garam consume orders --from -10 --format '%p/%o %k = %v\\n'",
                    "Prints the last ten records of each partition with partition, offset and key."),
                new Example(
                    "garam consume orders --from 10m --follow --json | jq .value",
                    "Prints the last ten minutes and keeps reading."),
                new Example(
                    "garam consume 'orders-*' --follow --json",
                    "Prints old and new records of every topic whose name begins with orders-."),
                new Example("garam consume orders --group billing --count 100", "Reads the next hundred records for a group."),
            ],
            Json = """
                {"topic": "orders", "partition": 0, "offset": 17, "timestamp": 1769860800123, "key": "id", "value": "…",
                  "headers": [{"key": "trace", "value": "a1"}]}
                """,
        };
        var flags = new ConsumeFlags(command);
        var printing = new PrintFlags(command);
        var connection = new ConnectionFlags(command);
        command.Run(async run =>
        {
            var request = flags.Read(run);
            var format = printing.Format(run);
            await using var cluster = await ClusterConnection.OpenAsync(connection.Read(run), run.Cancellation);
            return await new ConsumeJob(cluster, request, format, printing.File(run), run.Screen).RunAsync(run.Cancellation);
        });
        return command;
    }
}
