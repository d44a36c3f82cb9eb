using System.CommandLine;
using System.Globalization;
using System.Text;
using Garam.Cli.Output;
using Garam.Cli.Records.Formats;
using Garam.Cli.Records.Input;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Producing;
using Garam.Protocol.Compression;
using Garam.Protocol.Records;

namespace Garam.Cli.Records.Producing;

/// <summary>The flags of <c>garam produce</c>; letters are those of kcat and rpk where they agree.</summary>
internal sealed class ProduceFlags
{
    private const string AnyPartition = "any";

    /// <summary>Sixteen times Kafka's default: a pipe is about throughput.</summary>
    private const int BatchBytesDefault = 256 << 10;

    /// <summary>The most that a Garam takes in one request by default. A batch is one of them, with at most a few hundred bytes around it.</summary>
    public const int BatchBytesLimit = 31 << 20;

    private static readonly string[] Formats = ["raw", "json", "hex"];
    private static readonly string[] Codecs = ["none", "gzip", "snappy", "lz4", "zstd"];

    private readonly Argument<string> _topic = new Argument<string>("TOPIC") { Description = "Topic to write to" }.CompleteTopics();
    private readonly Option<string[]> _files = new("--file") { Description = "Read this file instead of the standard input (-); may be repeated", HelpName = "FILE" };
    private readonly Option<string?> _format = new("--format", "-f") { Description = @"What a line is: raw, json, hex or a template, as '%k\t%v' [default: raw]", HelpName = "FORMAT" };
    private readonly Option<string?> _delimiter = new("--delimiter", "-D") { Description = @"What ends a record [default: \n]", HelpName = "TEXT" };
    private readonly Option<string?> _keySeparator = new("--key-separator", "-K") { Description = @"Lines begin with a key, and this after it, as \t", HelpName = "TEXT" };
    private readonly Option<string?> _key = new("--key", "-k") { Description = "The key of records that bring none", HelpName = "TEXT" };
    private readonly Option<string[]> _headers = new("--header", "-H") { Description = "A header for every record; may be repeated", HelpName = "K=V" };
    private readonly Option<string?> _partition = new("--partition", "-p") { Description = "Write to this partition; any: leave it to the key, whatever lines say", HelpName = "N" };
    private readonly Option<string?> _timestamp = new("--timestamp") { Description = $"The time of records that bring none ({TimeText.Forms}) [default: now]", HelpName = "TIME" };
    private readonly Option<string?> _nullValue = new("--null-value", "--tombstone") { Description = "A value that is exactly this is a tombstone", HelpName = "TEXT" };
    private readonly Option<string?> _compression = new("--compression", "-z") { Description = "none, gzip, snappy, lz4 or zstd [default: none]", HelpName = "CODEC" };
    private readonly Option<string?> _acks = new("--acks") { Description = "Who must have a record before it counts: all, 1 or 0 [default: all]", HelpName = "N" };
    private readonly Option<string?> _batch = new("--batch-size") { Description = "Send when so much is there, as 64KiB; also what a record may have, up to 31MiB [default: 256KiB]", HelpName = "SIZE" };
    private readonly Option<string?> _linger = new("--linger") { Description = "Wait so long for more before sending [default: 10ms]", HelpName = "TIME" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing when all went well" };
    private readonly OutputFlags _output;

    public ProduceFlags(Command command)
    {
        _format.CompletionSources.Add(Formats);
        _compression.CompletionSources.Add(Codecs);
        command.Add(_topic);
        foreach (var flag in new Option[] { _files, _format, _delimiter, _keySeparator, _key, _headers, _partition, _timestamp, _nullValue, _compression, _acks, _batch, _linger, _quiet })
        {
            command.Add(flag);
        }

        _output = new OutputFlags(command);
    }

    /// <exception cref="CommandException">The flags make no sense.</exception>
    public ProduceRequest Read(CommandRun run)
    {
        var partition = run.Parsed.GetValue(_partition);
        var acks = run.Parsed.GetValue(_acks) ?? "all";
        return new ProduceRequest
        {
            Topic = run.Parsed.GetValue(_topic)!,
            Files = run.Parsed.GetValue(_files) is { Length: > 0 } files ? files : ["-"],
            Format = ReadFormat(run),
            Delimiter = Delimiter(run),
            Key = run.Parsed.GetValue(_key) is { } key ? Encoding.UTF8.GetBytes(key) : null,
            Headers = [.. (run.Parsed.GetValue(_headers) ?? []).Select(ParseHeader)],
            Partition = partition is null or AnyPartition ? null : ParsePartition(partition),
            IgnoresPartitions = partition is not null,
            TimestampMs = run.Parsed.GetValue(_timestamp) is { } time ? ParseTime(time) : null,
            Compression = (CompressionType)IndexOf(run.Parsed.GetValue(_compression) ?? Codecs[0], Codecs, "--compression"),
            Acks = acks switch
            {
                "all" or "-1" => ProducerAcks.All,
                "1" => ProducerAcks.Leader,
                "0" => ProducerAcks.None,
                _ => throw new CommandException(ExitCode.Usage, $"--acks: there is no '{acks}'; take all, 1 or 0."),
            },
            BatchBytesMax = run.Parsed.GetValue(_batch) is { } size ? ParseBatchSize(size) : BatchBytesDefault,
            Linger = run.Parsed.GetValue(_linger) is { } linger ? ParseLinger(linger) : TimeSpan.FromMilliseconds(10),
            IsQuiet = run.Parsed.GetValue(_quiet),
            IsJson = _output.IsJson(run),
        };
    }

    private IInputFormat ReadFormat(CommandRun run)
    {
        var format = run.Parsed.GetValue(_format) ?? Formats[0];
        var (separator, marker) = (Bytes(run, _keySeparator), run.Parsed.GetValue(_nullValue));
        if (separator is { Length: 0 })
        {
            throw new CommandException(ExitCode.Usage, "--key-separator is empty.");
        }

        var markerBytes = marker is null ? null : Encoding.UTF8.GetBytes(marker);
        if (format.AsSpan().ContainsAny('%', '{'))
        {
            return separator is null
                ? TemplateInput.Create(format, Delimiter(run), markerBytes, DateTimeOffset.UtcNow)
                : throw new CommandException(ExitCode.Usage, "--key-separator does not go with a template: write %k where the key is.");
        }

        switch (IndexOf(format, Formats, "--format"))
        {
            case 0:
                return new RawInput(separator, markerBytes);
            case 2:
                return new HexInput(separator, markerBytes);
            default:
                return separator is null && marker is null
                    ? new JsonInput(DateTimeOffset.UtcNow)
                    : throw new CommandException(ExitCode.Usage, "--key-separator and --null-value do not go with json, which has a key and a null of its own.");
        }
    }

    private byte[] Delimiter(CommandRun run) => Bytes(run, _delimiter) ?? "\n"u8.ToArray();

    private static byte[]? Bytes(CommandRun run, Option<string?> flag)
    {
        if (run.Parsed.GetValue(flag) is not { } text)
        {
            return null;
        }

        var bytes = Escapes.Decode(text, out var fault);
        return bytes is { Length: > 0 } ? bytes : throw new CommandException(ExitCode.Usage, $"{flag.Name}: {fault ?? "it is empty"}, in '{text}'.");
    }

    private static RecordHeader ParseHeader(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? new RecordHeader(text[..at], Encoding.UTF8.GetBytes(text[(at + 1)..]))
            : throw new CommandException(ExitCode.Usage, $"--header: '{text}' is not of the form NAME=VALUE.");
    }

    private static int ParsePartition(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CommandException(ExitCode.Usage, $"--partition: '{text}' is neither the number of a partition nor any.");

    private static long ParseTime(string text) =>
        TimeText.TryParse(text, DateTimeOffset.UtcNow, out var timestampMs)
            ? timestampMs
            : throw new CommandException(ExitCode.Usage, $"--timestamp: '{text}' is not a time; write {TimeText.Forms}.");

    private static TimeSpan ParseLinger(string text) => text is "0" ? TimeSpan.Zero : Durations.Parse(text, "--linger");

    private static int ParseBatchSize(string text) =>
        ByteSizes.TryParse(text, out var bytes) && bytes is > 0 and <= BatchBytesLimit
            ? (int)bytes
            : throw new CommandException(ExitCode.Usage, $"--batch-size: '{text}' is not a size up to 31MiB; write 65536, 64KiB or 1MiB.");

    private static int IndexOf(string text, string[] allowed, string flag) =>
        Array.IndexOf(allowed, text) is >= 0 and var index
            ? index
            : throw new CommandException(ExitCode.Usage, $"{flag}: there is no '{text}'; take {string.Join(", ", allowed)}.{Suggestion.For(text, allowed)}");
}
