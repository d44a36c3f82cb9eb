using System.Text;
using Garam.Cli.Records.Formats;
using Garam.Cli.Terminal;
using Garam.Client.Cluster;
using Garam.Client.Fetching;
using Garam.Protocol;

namespace Garam.Cli.Records.Consuming;

/// <summary>
/// Reads from a source and prints until every requested record is written. Borrows the source and the output. One caller.
/// </summary>
internal sealed class ConsumeSession
{
    private readonly IRecordSource _source;
    private readonly IRecordFormat _format;
    private readonly OutputBuffer _output;
    private readonly ConsumeRequest _request;
    private readonly Dictionary<TopicPartition, PartitionProgress> _progress = [];
    private readonly Dictionary<TopicPartition, long> _unsettled = [];

    public ConsumeSession(
        IRecordSource source,
        IRecordFormat format,
        OutputBuffer output,
        IReadOnlyDictionary<TopicPartition, long> stops,
        ConsumeRequest request)
    {
        (_source, _format, _output, _request) = (source, format, output, request);
        foreach (var (partition, stop) in stops)
        {
            _progress.Add(
                partition, new PartitionProgress(new RecordOrigin(Encoding.UTF8.GetBytes(partition.Topic), partition.Partition), stop));
        }
    }

    /// <summary>Records written.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of the keys and values of written records.</summary>
    public long Bytes { get; private set; }

    public bool HasCount => Count >= _request.CountMax;

    public IReadOnlyCollection<TopicPartition> Partitions => _progress.Keys;

    /// <summary>Reads and prints once. Returns true if records came.</summary>
    public async ValueTask<bool> StepAsync(CancellationToken cancellation)
    {
        var polling = _source.PollAsync(cancellation);
        if (!polling.IsCompleted)
        {
            // No records are ready, so the reader of the output should see everything so far.
            _output.Flush();
        }

        var fetched = await polling;
        foreach (var partition in fetched)
        {
            using (partition)
            {
                Print(partition);
            }
        }

        return fetched.Count > 0;
    }

    /// <summary>Flushes the output and tells the source which offsets are printed.</summary>
    public void Settle()
    {
        _output.Flush();
        _source.Settle(_unsettled);
        _unsettled.Clear();
    }

    public void StopAt(IReadOnlyDictionary<TopicPartition, long> stops)
    {
        foreach (var (partition, stop) in stops)
        {
            _progress[partition].Stop = stop;
        }
    }

    /// <summary>Ends partitions that are read to their stop, wherever their position came from. Returns true if none is left.</summary>
    public bool IsAtStop()
    {
        var isAtStop = true;
        foreach (var partition in _source.Assignment.ToArray())
        {
            var progress = ProgressOf(partition);
            if (progress.Next >= progress.Stop || _source.PositionOf(partition) >= progress.Stop)
            {
                _source.Finish(partition);
            }
            else
            {
                isAtStop = false;
            }
        }

        return isAtStop;
    }

    private void Print(FetchedPartition fetched)
    {
        var progress = ProgressOf(fetched.Partition);
        try
        {
            if (Print(fetched.Records(), progress))
            {
                progress.Next = Math.Max(progress.Next, fetched.NextOffset);
            }
        }
        catch (MalformedRequestException fault)
        {
            _output.Flush();
            throw new CommandException(
                ExitCode.Failed,
                $"{fetched.Partition} cannot be read from offset {Math.Max(progress.Next, fetched.FetchOffset)} on: {fault.Message}",
                fault);
        }

        if (progress.Next >= 0)
        {
            _unsettled[fetched.Partition] = progress.Next;
        }
    }

    /// <summary>Returns false if it stopped before the records ended.</summary>
    private bool Print(RecordCursor records, PartitionProgress progress)
    {
        foreach (ref readonly var record in records)
        {
            if (record.Offset >= progress.Stop)
            {
                progress.Next = progress.Stop;
                return false;
            }

            if (Count >= _request.CountMax)
            {
                return false;
            }

            _format.Write(record, progress.Origin, _output);
            progress.Next = record.Offset + 1;
            Count++;
            Bytes += record.Key.Length + record.Value.Length;
        }

        return true;
    }

    /// <summary>
    /// A group may assign partitions that were added after the start. All their records came after the end that was seen.
    /// </summary>
    private PartitionProgress ProgressOf(TopicPartition partition)
    {
        if (!_progress.TryGetValue(partition, out var progress))
        {
            progress = new PartitionProgress(
                new RecordOrigin(Encoding.UTF8.GetBytes(partition.Topic), partition.Partition), _request.IsFollowing ? long.MaxValue : 0);
            _progress.Add(partition, progress);
        }

        return progress;
    }
}

/// <summary>The progress in one partition.</summary>
internal sealed class PartitionProgress(RecordOrigin origin, long stop)
{
    public RecordOrigin Origin => origin;

    /// <summary>The first offset that is not requested.</summary>
    public long Stop { get; set; } = stop;

    /// <summary>Every requested record before this offset is written; -1 until the first record.</summary>
    public long Next { get; set; } = -1;
}
