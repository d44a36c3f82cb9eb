using System.CommandLine;
using Garam.Bench.Loads;
using Garam.Bench.Payloads;
using Garam.Cli.Output;
using Garam.Cli.Terminal;
using Garam.Client.Producing;
using Garam.Protocol.Compression;

namespace Garam.Bench;

/// <summary>The flags of loads that produce: what the records are and how they are sent.</summary>
internal sealed class RecordFlags
{
    private readonly Option<string> _recordSize = new("--record-size")
    {
        Description = "Size of each value.",
        HelpName = "SIZE",
        DefaultValueFactory = _ => "1024",
    };

    private readonly Option<string?> _payloadFile = new("--payload-file")
    {
        Description = "Send the lines of this file in turn instead of random bytes.",
        HelpName = "FILE",
    };

    private readonly Option<double> _compressibility = new("--compressibility")
    {
        Description = "Percentage of each random value that can be compressed.",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<string> _keys = new("--keys")
    {
        Description = "Keys of the records: none, sequential, random:COUNT or zipf:COUNT[:SKEW]",
        HelpName = "KEYS",
        DefaultValueFactory = _ => "none",
    };

    private readonly Option<string> _batchSize = new("--batch-size")
    {
        Description = "How large a batch may grow (Kafka's batch.size).",
        HelpName = "SIZE",
        DefaultValueFactory = _ => "16KiB",
    };

    private readonly Option<string> _linger = new("--linger")
    {
        Description = "How long a batch waits for more records (Kafka's linger.ms).",
        HelpName = "TIME",
        DefaultValueFactory = _ => "5ms",
    };

    private readonly Option<string> _acks = new("--acks")
    {
        Description = "Which acknowledgement to wait for: all, 1 or 0.",
        HelpName = "ACKS",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<bool?> _idempotent = new("--idempotent")
    {
        Description = "true or false: whether brokers drop duplicates of retried batches [default: true with --acks all]",
        HelpName = "BOOL",
    };

    private readonly Option<string> _compression = new("--compression")
    {
        Description = "none, gzip, snappy, lz4 or zstd",
        HelpName = "CODEC",
        DefaultValueFactory = _ => "none",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of keys and values: the same seed sends the same records.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public RecordFlags(Command command)
    {
        Option[] options =
            [_recordSize, _payloadFile, _compressibility, _keys, _batchSize, _linger, _acks, _idempotent, _compression, _seed];
        foreach (var option in options)
        {
            command.Add(option);
        }
    }

    /// <exception cref="CommandException">A flag is wrong.</exception>
    public LoadSettings Read(CommandRun run, LoadSettings settings)
    {
        var parsed = run.Parsed;
        var acks = AcksOf(parsed.GetValue(_acks)!);
        var isIdempotent = parsed.GetValue(_idempotent) ?? acks == ProducerAcks.All;
        if (isIdempotent && acks != ProducerAcks.All)
        {
            throw new CommandException(
                ExitCode.Usage, "--idempotent true needs --acks all: brokers recognise a duplicate by what they acknowledged.");
        }

        var compressible = parsed.GetValue(_compressibility);
        return Check(settings with
        {
            RecordBytes = SizeOf(parsed.GetValue(_recordSize)!, "--record-size"),
            PayloadFile = parsed.GetValue(_payloadFile),
            CompressibleShare = compressible is >= 0 and <= 100
                ? compressible / 100
                : throw new CommandException(ExitCode.Usage, "--compressibility: write a percentage from 0 to 100."),
            Keys = KeyPattern.Parse(parsed.GetValue(_keys)!),
            BatchBytes = SizeOf(parsed.GetValue(_batchSize)!, "--batch-size"),
            Linger = FlagChecks.TimeOrZero(parsed.GetValue(_linger)!, "--linger"),
            Acks = acks,
            IsIdempotent = isIdempotent,
            Compression = CompressionOf(parsed.GetValue(_compression)!),
            Seed = parsed.GetValue(_seed),
        });
    }

    private static LoadSettings Check(LoadSettings settings) =>
        settings.PayloadFile is not null || settings.RecordBytes < settings.RequestBytesMax
        ? settings
        : throw new CommandException(
            ExitCode.Usage,
            $"--record-size: a record of {Amounts.Bytes(settings.RecordBytes)} does not fit into a request of "
            + $"{Amounts.Bytes(settings.RequestBytesMax)}; raise --batch-size.");

    /// <summary>The limit is what an array can hold; brokers take a few megabytes at most.</summary>
    private static int SizeOf(string text, string flag)
    {
        const long SizeMax = 1 << 30;
        var size = ByteSizes.Parse(text, flag);
        return size <= SizeMax ? (int)size : throw new CommandException(ExitCode.Usage, $"{flag}: {text} is more than 1 GiB.");
    }

    private static ProducerAcks AcksOf(string text) => text switch
    {
        "all" or "-1" => ProducerAcks.All,
        "1" => ProducerAcks.Leader,
        "0" => ProducerAcks.None,
        _ => throw new CommandException(ExitCode.Usage, $"--acks: '{text}' is not one of all, 1, 0."),
    };

    private static CompressionType CompressionOf(string text) =>
        char.IsLetter(text.FirstOrDefault()) && Enum.TryParse<CompressionType>(text, ignoreCase: true, out var codec)
            ? codec
            : throw new CommandException(ExitCode.Usage, $"--compression: '{text}' is not one of none, gzip, snappy, lz4, zstd.");
}
