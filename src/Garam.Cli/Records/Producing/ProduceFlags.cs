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

/// <summary>The flags of <c>garam produce</c>. The letters are those of kcat and rpk where the two agree.</summary>
internal sealed class ProduceFlags
{
    private const string AnyPartition = "any";

    /// <summary>Sixteen times Kafka's default, because a pipe is about throughput.</summary>
    private const int BatchBytesDefault = 256 << 10;

    /// <summary>
    /// The largest request that Garam takes by default. A batch is one request, with at most a few hundred bytes around it.
    /// </summary>
    public const int BatchBytesLimit = 31 << 20;

    private static readonly string[] Formats = ["raw", "json", "hex"];
    private static readonly string[] Codecs = ["none", "gzip", "snappy", "lz4", "zstd"];

    private readonly Argument<string> _topic = new Argument<string>("TOPIC") { Description = "Topic to write to" }.CompleteTopics();

    private readonly Option<string[]> _files = new("--file")
    {
        Description = "Read this file instead of the standard input (-); may be repeated",
        HelpName = "FILE",
    };

    private readonly Option<string?> _format = new("--format", "-f")
    {
        Description = @"Form of a line: raw, json, hex, or a template such as '%k\t%v' [default: raw]",
        HelpName = "FORMAT",
    };

    private readonly Option<string?> _delimiter = new("--delimiter", "-D")
    {
        Description = @"Text that ends a record [default: \n]",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _keySeparator = new("--key-separator", "-K")
    {
        Description = @"Lines begin with a key, followed by this text, such as \t",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _key = new("--key", "-k") { Description = "Key for records without their own", HelpName = "TEXT" };

    private readonly Option<string[]> _headers = new("--header", "-H")
    {
        Description = "A header for every record; may be repeated",
        HelpName = "K=V",
    };

    private readonly Option<string?> _partition = new("--partition", "-p")
    {
        Description = "Write to this partition, or any: the key decides, whatever the lines say",
        HelpName = "N",
    };

    private readonly Option<string?> _timestamp = new("--timestamp")
    {
        Description = $"Time for records without their own ({TimeText.Forms}) [default: now]",
        HelpName = "TIME",
    };

    private readonly Option<string?> _nullValue = new("--null-value", "--tombstone")
    {
        Description = "A value that is exactly this text is a tombstone",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _compression = new("--compression", "-z")
    {
        Description = "Codec for batches: none, gzip, snappy, lz4 or zstd [default: none]",
        HelpName = "CODEC",
    };

    private readonly Option<string?> _acks = new("--acks")
    {
        Description = "Acknowledgement to wait for: all, 1 (the leader) or 0 (none) [default: all]",
        HelpName = "N",
    };

    private readonly Option<string?> _batch = new("--batch-size")
    {
        Description = "Size at which a batch is sent, such as 64KiB; a record over 1MiB needs a larger one, up to 31MiB [default: 256KiB]",
        HelpName = "SIZE",
    };

    private readonly Option<string?> _linger = new("--linger")
    {
        Description = "How long a batch waits for more records [default: 10ms]",
        HelpName = "TIME",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print nothing if all goes well" };
    private readonly OutputFlags _output;

    public ProduceFlags(Command command)
    {
        _format.CompletionSources.Add(Formats);
        _compression.CompletionSources.Add(Codecs);
        command.Add(_topic);
        Option[] flags =
        [
            _files, _format, _delimiter, _keySeparator, _key, _headers, _partition, _timestamp, _nullValue, _compression, _acks, _batch,
            _linger, _quiet,
        ];
        foreach (var flag in flags)
        {
            command.Add(flag);
        }

        _output = new OutputFlags(command);
    }

    /// <exception cref="CommandException">A flag is wrong, or two flags contradict each other.</exception>
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
                _ => throw new CommandException(ExitCode.Usage, $"--acks: there is no '{acks}'; choose all, 1 or 0."),
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
                : throw new CommandException(
                    ExitCode.Usage, "--key-separator cannot be combined with a template: write %k where the key belongs.");
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
                    : throw new CommandException(
                        ExitCode.Usage, "--key-separator and --null-value cannot be combined with json, which has its own keys and nulls.");
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
        return bytes is { Length: > 0 }
            ? bytes
            : throw new CommandException(ExitCode.Usage, $"{flag.Name}: {fault ?? "it is empty"}, in '{text}'.");
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
            : throw new CommandException(ExitCode.Usage, $"--partition: '{text}' is neither a partition number nor 'any'.");

    private static long ParseTime(string text) =>
        TimeText.TryParse(text, DateTimeOffset.UtcNow, out var timestampMs)
            ? timestampMs
            : throw new CommandException(ExitCode.Usage, $"--timestamp: '{text}' is not a time; write it like {TimeText.Forms}.");

    private static TimeSpan ParseLinger(string text) => text is "0" ? TimeSpan.Zero : Durations.Parse(text, "--linger");

    private static int ParseBatchSize(string text) =>
        ByteSizes.TryParse(text, out var bytes) && bytes is > 0 and <= BatchBytesLimit
            ? (int)bytes
            : throw new CommandException(
                ExitCode.Usage, $"--batch-size: '{text}' is not a size up to 31MiB; write it like 65536, 64KiB or 1MiB.");

    private static int IndexOf(string text, string[] allowed, string flag) =>
        Array.IndexOf(allowed, text) is >= 0 and var index
            ? index
            : throw new CommandException(
                ExitCode.Usage, $"{flag}: there is no '{text}'; choose from {string.Join(", ", allowed)}.{Suggestion.For(text, allowed)}");
}
