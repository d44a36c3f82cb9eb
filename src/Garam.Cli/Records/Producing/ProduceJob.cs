using System.Diagnostics;
using System.Globalization;
using Garam.Cli.Commands;
using Garam.Cli.Connecting;
using Garam.Cli.Output;
using Garam.Cli.Records.Input;
using Garam.Cli.Records.Positions;
using Garam.Cli.Terminal;
using Garam.Client.Errors;
using Garam.Client.Producing;
using Garam.Protocol;

namespace Garam.Cli.Records.Producing;

/// <summary>One run of <c>garam produce</c>. However it ends, every record taken from the input is delivered or reported.</summary>
internal sealed class ProduceJob(ClusterConnection cluster, ProduceRequest request, Screen screen)
{
    /// <summary>The producer's default. The largest batch is added, so that there is always room for one.</summary>
    private const long BufferBytes = 32 << 20;

    private readonly DeliveryLedger _ledger = new();
    private long _startedAt;

    public async Task<int> RunAsync(IReadOnlyList<InputSource> sources, CancellationToken cancellation)
    {
        var topic = (await TopicLookup.FindAsync(cluster, [request.Topic], cancellation)).Single();
        PartitionNumbers.Check(topic, request.Partition is { } number ? [number] : []);
        if (screen.IsInInteractive && !request.IsQuiet && request.Files.Contains(Inputs.StandardInput))
        {
            screen.Remark("Type one record per line; Ctrl-D ends the input.");
        }

        await using var client = ClusterConnection.CreateClient(cluster.Target, new BrokerWatch(screen, TimeProvider.System));
        await using var producer = new Producer(client, ToOptions(request, cluster.Target.Timeout, _ledger));
        using var stopping = new CancellationTokenSource();
        var running = producer.RunAsync(stopping.Token);
        _startedAt = Stopwatch.GetTimestamp();
        InputPump pump;
        CommandException? fault = null;
        var isInterrupted = false;
        using (var progress = new ProgressLine(screen, $"produce {request.Topic}", TotalOf(sources), "B"))
        {
            pump = new InputPump(request, topic.Partitions.Count, producer, _ledger, progress);
            try
            {
                await pump.RunAsync(sources, cancellation);
            }
            catch (CommandException wrong)
            {
                fault = wrong;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                isInterrupted = true;
            }
        }

        await FinishAsync(producer, running, stopping);
        return Report(pump, fault, isInterrupted);
    }

    /// <summary>The time limit counts from the last acknowledgement: a long input into a slow cluster is not late while it moves.</summary>
    internal static ProducerOptions ToOptions(ProduceRequest request, TimeSpan timeout, IDeliveryObserver observer) => new()
    {
        BatchBytesMax = request.BatchBytesMax,
        RequestBytesMax = request.RequestBytesMax,
        BufferBytesMax = BufferBytes + request.BatchBytesMax,
        Linger = request.Linger,
        Compression = request.Compression,
        Acks = request.Acks,
        IsIdempotent = request.Acks == ProducerAcks.All,
        RequestTimeout = timeout,
        DeliveryTimeout = timeout,
        RenewsDeliveryTimeout = true,
        Observer = observer,
    };

    /// <summary>
    /// Waits for the last acknowledgements, at most for the delivery time-out; a second Ctrl-C ends the program at once. Once the time
    /// limit is over for one batch, it does not wait for the others.
    /// </summary>
    private async Task FinishAsync(Producer producer, Task running, CancellationTokenSource stopping)
    {
        var closing = producer.CloseAsync(CancellationToken.None);
        await Task.WhenAny(closing, _ledger.Late);
        await stopping.CancelAsync();
        await running;
        await closing;
    }

    private int Report(InputPump pump, CommandException? fault, bool isInterrupted)
    {
        var elapsed = Stopwatch.GetElapsedTime(_startedAt);
        if (request.IsJson)
        {
            JsonOutput.WriteDocument(screen, ReportAfter(elapsed), ProduceJson.Default.ProduceReport);
        }

        if (_ledger.Fault is { } refusal)
        {
            var (code, line, _) = FaultLine.Of(refusal);
            line += refusal is KafkaException { Code: ErrorCode.MessageTooLarge }
                ? $"; `garam topics alter {request.Topic} --config max.message.bytes=BYTES` raises the limit, up to the broker's own."
                : "";
            var failed = $"{_ledger.Failed:N0} of {Amounts.Plural(pump.Count, "record")} {(_ledger.Failed == 1 ? "was" : "were")}";
            screen.Complain($"{failed} not acknowledged, the first of them record {_ledger.FailedNumber}: {line}");
            Tell(elapsed);
            return code;
        }

        if (fault is not null)
        {
            screen.Complain(fault.Message);
            Tell(elapsed, "The records before it are stored; that line and the rest were not sent.");
            return fault.ExitCode;
        }

        if (isInterrupted)
        {
            Tell(elapsed, WhereStopped(pump));
            return ExitCode.Interrupted;
        }

        if (!request.IsQuiet)
        {
            Tell(elapsed);
        }

        return ExitCode.Success;
    }

    private ProduceReport ReportAfter(TimeSpan elapsed) => new(
        request.Topic,
        _ledger.Acknowledged,
        _ledger.Failed,
        _ledger.AcknowledgedBytes,
        Math.Round(elapsed.TotalSeconds, 3),
        _ledger.Partitions());

    private static string WhereStopped(InputPump pump) => pump switch
    {
        { Count: 0, UnfinishedBytes: 0 } => "Stopped before the first record.",
        { UnfinishedBytes: 0 } => $"Stopped after {pump.Place}.",
        { Count: 0 } => $"Stopped; {pump.UnfinishedBytes} bytes of the first record were not sent.",
        _ => $"Stopped; {pump.UnfinishedBytes} bytes after {pump.Place} were not sent.",
    };

    private void Tell(TimeSpan elapsed, string more = "")
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        var bytes = _ledger.AcknowledgedBytes;
        var state = request.Acks == ProducerAcks.None ? "sent" : "acknowledged";
        var amount = $"{Amounts.Plural(_ledger.Acknowledged, "record")} {state} ({Amounts.Bytes(bytes)})";
        var rates = string.Create(
            CultureInfo.InvariantCulture,
            $"in {seconds:0.0} s: {_ledger.Acknowledged / seconds:N0} records/s, {Amounts.Bytes((long)(bytes / seconds))}/s.");
        screen.Remark($"{amount} {rates} {more}".TrimEnd());
    }

    private static long? TotalOf(IReadOnlyList<InputSource> sources) =>
        sources.Any(source => source.LengthBytes is null) ? null : sources.Sum(source => source.LengthBytes);
}
