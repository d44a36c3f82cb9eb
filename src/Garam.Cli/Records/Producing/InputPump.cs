using Garam.Cli.Output;
using Garam.Cli.Records.Input;
using Garam.Cli.Terminal;
using Garam.Client.Cluster;
using Garam.Client.Errors;
using Garam.Client.Producing;
using Garam.Protocol;

namespace Garam.Cli.Records.Producing;

/// <summary>
/// Moves records from inputs to a producer. The producer makes it wait while brokers are slower than the input, and so the writer of a pipe
/// waits too. Borrows everything. One caller.
/// </summary>
internal sealed class InputPump(ProduceRequest request, int partitionCount, Producer producer, DeliveryLedger ledger, ProgressLine progress)
{
    /// <summary>Records handed to the producer.</summary>
    public long Count { get; private set; }

    /// <summary>The place of the last record that was taken from an input.</summary>
    public string Place { get; private set; } = "";

    /// <summary>Bytes that were read and are not a whole record.</summary>
    public int UnfinishedBytes { get; private set; }

    /// <summary>Moves all records. Ends early, without a fault of its own, if the ledger has one.</summary>
    /// <exception cref="CommandException">A line is not a record; the message says which line, and why.</exception>
    /// <exception cref="OperationCanceledException">The command was cancelled. Every record taken from the input has been handed
    /// over.</exception>
    public async Task RunAsync(IReadOnlyList<InputSource> sources, CancellationToken cancellation)
    {
        long bytesBefore = 0;
        foreach (var source in sources)
        {
            var reader = new DelimitedReader(source.Stream, request.Delimiter);
            try
            {
                while (ledger.Fault is null && await FillAsync(source, reader, cancellation))
                {
                    await SendAsync(source, reader, cancellation);
                    progress.Report(bytesBefore + reader.BytesTaken);
                }
            }
            catch (InvalidDataException fault)
            {
                throw new CommandException(ExitCode.Failed, $"{source.Name}: {fault.Message}", fault);
            }
            finally
            {
                UnfinishedBytes = reader.UnfinishedBytes;
            }

            bytesBefore += reader.BytesTaken;
        }
    }

    /// <summary>
    /// Returns false at the end of the input, and also if a delivery has failed: then the rest of the input does not matter.
    /// </summary>
    /// <exception cref="CommandException">The input cannot be read.</exception>
    private async ValueTask<bool> FillAsync(InputSource source, DelimitedReader reader, CancellationToken cancellation)
    {
        try
        {
            var filling = reader.FillAsync(cancellation).AsTask();
            return await Task.WhenAny(filling, ledger.Failing) == filling && await filling;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{source.Name} cannot be read: {Printable.OneLine(fault.Message)}", fault);
        }
    }

    private async ValueTask SendAsync(InputSource source, DelimitedReader reader, CancellationToken cancellation)
    {
        while (reader.TryTake(out var line))
        {
            if (request.Format.Parse(line, out var input) is { } fault)
            {
                throw Wrong(source, reader, fault);
            }

            if (!request.IgnoresPartitions && input.Partition >= partitionCount)
            {
                throw Wrong(
                    source, reader, Positions.PartitionNumbers.Missing(request.Topic, partitionCount, input.Partition.Value).TrimEnd('.'));
            }

            Place = $"{source.Name}:{reader.LineNumber}";
            var record = ToRecord(input);
            if (!producer.TryEnqueue(record))
            {
                await WaitAsync(source, reader, record, cancellation);
            }

            Count++;
            if (ledger.Fault is not null)
            {
                return;
            }
        }
    }

    private async ValueTask WaitAsync(InputSource source, DelimitedReader reader, ProducerRecord record, CancellationToken cancellation)
    {
        try
        {
            await producer.EnqueueAsync(record, cancellation);
        }
        catch (KafkaException fault) when (fault.Code == ErrorCode.MessageTooLarge)
        {
            throw Wrong(
                source, reader,
                $"a record of {Amounts.Bytes(record.SizeBytes)} does not fit into a request of {Amounts.Bytes(request.RequestBytesMax)}; "
                    + $"raise --batch-size, up to {Amounts.Bytes(ProduceFlags.BatchBytesLimit)}",
                fault);
        }
        catch (KafkaException fault) when (fault.Fault == KafkaFault.Refused)
        {
            throw Wrong(source, reader, Printable.OneLine(fault.Message), fault);
        }
    }

    private ProducerRecord ToRecord(InputRecord input)
    {
        var partition = request.Partition ?? (request.IgnoresPartitions ? null : input.Partition) ?? ProducerRecord.AnyPartition;
        var record = new ProducerRecord(
            new TopicPartition(request.Topic, partition),
            input.Key ?? (request.Key is null ? default(ReadOnlyMemory<byte>?) : request.Key),
            input.Value,
            input.TimestampMs ?? request.TimestampMs ?? ProducerRecord.Now)
        {
            Headers = input.Headers is null ? request.Headers
                : request.Headers.Length == 0 ? input.Headers
                : [.. request.Headers, .. input.Headers],
        };
        return record with { Tag = new RecordTag(Count + 1, record.SizeBytes).Value };
    }

    private static CommandException Wrong(InputSource source, DelimitedReader reader, string fault, Exception? cause = null) =>
        new(
            ExitCode.Failed,
            $"line {reader.LineNumber} of {source.Name}: {fault}{(fault.EndsWith('?') || fault.EndsWith('.') ? "" : ".")}",
            cause);
}
