namespace Garam.ClientTests.Tools;

/// <summary>
/// The compared commands: everyday ones, and mistakes that people make with them. They run in order, and later ones see the effect of
/// earlier ones.
/// </summary>
public static class ToolCommands
{
    /// <summary>Groups that have read the topic "filled" to its end and left.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["readers", "others"];

    /// <summary>
    /// Timestamp of the first record in "filled". Each following record is a millisecond later. It lies in the current day, so that
    /// retention keeps the records.
    /// </summary>
    public static long FirstTimestamp { get; } = new DateTimeOffset(DateTimeOffset.UtcNow.Date, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <param name="folder">For the files that commands name.</param>
    public static IReadOnlyList<string> All(string folder) =>
    [
        "api-versions",
        .. Topics,
        .. Configs,
        .. Offsets,
        .. LogDirs,
        .. ConsumerGroups,
        .. DeleteRecords(folder),
        "topics --delete --topic filled",
        "topics --list",
    ];

    private static string[] Topics =>
    [
        "topics --list",
        "topics --create --topic made --partitions 3",
        "topics --create --topic made --partitions 3",
        "topics --create --if-not-exists --topic made --partitions 3",
        "topics --create --topic defaults",
        "topics --create --topic tuned --partitions 2 --config retention.ms=600000 --config cleanup.policy=compact",
        "topics --create --topic bad/name",
        "topics --create --topic bad-value --config retention.ms=soon",
        "topics --create --topic bad-key --config retention.sm=1",
        "topics --create --topic no-partitions --partitions 0",
        "topics --create --topic assigned --replica-assignment 1,1",
        "topics --list",
        "topics --list --exclude-internal",
        "topics --describe",
        "topics --describe --topic made",
        "topics --describe --topic missing",
        "topics --describe --topics-with-overrides",
        "topics --describe --unavailable-partitions",
        "topics --describe --under-replicated-partitions",
        "topics --alter --topic made --partitions 5",
        "topics --alter --topic made --partitions 2",
        "topics --alter --topic missing --partitions 2",
        "topics --describe --topic made",
        "topics --delete --topic defaults",
        "topics --delete --topic missing",
        "topics --nonsense",
    ];

    private static string[] Configs =>
    [
        "configs --describe --entity-type topics --entity-name tuned",
        "configs --describe --all --entity-type topics --entity-name tuned",
        "configs --describe --entity-type topics --entity-name missing",
        "configs --alter --entity-type topics --entity-name tuned --add-config retention.ms=60000,max.message.bytes=2000000",
        "configs --alter --entity-type topics --entity-name tuned --add-config retention.ms=soon",
        "configs --alter --entity-type topics --entity-name tuned --add-config retention.sm=1",
        "configs --alter --entity-type topics --entity-name missing --add-config retention.ms=1",
        "configs --alter --entity-type topics --entity-name tuned --add-config cleanup.policy=[compact,delete]",
        "configs --describe --entity-type topics --entity-name tuned",
        "configs --alter --entity-type topics --entity-name tuned --delete-config cleanup.policy,retention.ms",
        "configs --describe --entity-type topics --entity-name tuned",
        "configs --describe --entity-type topics",
        "configs --describe --entity-type brokers --entity-name 1",
        "configs --describe --entity-type brokers --entity-default",
        "configs --describe --entity-type brokers --entity-name 77",
    ];

    private static string[] Offsets =>
    [
        "get-offsets",
        "get-offsets --topic filled",
        "get-offsets --topic filled --time -1",
        "get-offsets --topic filled --time -2",
        "get-offsets --topic filled --time -3",
        "get-offsets --topic filled --time -4",
        "get-offsets --topic filled --time -5",
        "get-offsets --topic filled --time 0",
        $"get-offsets --topic filled --time {FirstTimestamp + 777}",
        "get-offsets --topic filled --time 99999999999999",
        "get-offsets --topic empty --time -3",
        "get-offsets --topic-partitions filled:0-2,empty",
        "get-offsets --topic missing",
        "get-offsets --topic filled --partitions 1,7",
    ];

    private static string[] LogDirs =>
    [
        "log-dirs --describe",
        "log-dirs --describe --topic-list filled,empty",
        "log-dirs --describe --topic-list missing",
        "log-dirs --describe --broker-list 77",
    ];

    private static string[] ConsumerGroups =>
    [
        "consumer-groups --list",
        "consumer-groups --list --state",
        "consumer-groups --list --type",
        "consumer-groups --describe --group readers",
        "consumer-groups --describe --all-groups",
        "consumer-groups --describe --group readers --members",
        "consumer-groups --describe --group readers --state",
        "consumer-groups --describe --group missing",
        "consumer-groups --reset-offsets --group readers --topic filled --to-earliest --dry-run",
        "consumer-groups --reset-offsets --group readers --topic filled --to-earliest --execute",
        "consumer-groups --reset-offsets --group readers --topic filled:1 --shift-by 7 --execute",
        "consumer-groups --reset-offsets --group readers --topic missing --to-latest --execute",
        "consumer-groups --describe --group readers",
        "consumer-groups --delete-offsets --group readers --topic filled:0",
        "consumer-groups --describe --group readers",
        "consumer-groups --delete --group readers",
        "consumer-groups --delete --group missing",
        "consumer-groups --list",
    ];

    private static string[] DeleteRecords(string folder)
    {
        string File(string name, string partitions)
        {
            var path = Path.Combine(folder, name);
            System.IO.File.WriteAllText(path, $$"""{"version": 1, "partitions": [{{partitions}}]}""");
            return path;
        }

        var some = File(
            "some.json", """{"topic": "filled", "partition": 0, "offset": 100}, {"topic": "filled", "partition": 1, "offset": -1}""");
        var tooFar = File("too-far.json", """{"topic": "filled", "partition": 2, "offset": 999999}""");
        return
        [
            $"delete-records --offset-json-file {some}",
            $"delete-records --offset-json-file {tooFar}",
            "get-offsets --topic filled --time -2",
            "get-offsets --topic filled --time -1",
            "consumer-groups --describe --group others",
        ];
    }
}
