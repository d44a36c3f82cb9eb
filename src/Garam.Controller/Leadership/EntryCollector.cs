using System.Threading.Channels;
using Garam.Journal.Entries;
using Garam.Storage.Errors;

namespace Garam.Controller.Leadership;

/// <summary>
/// Group commit: puts all waiting commands into one entry, within its limits and with each incarnation's commits in order. Owner: the pump.
/// </summary>
internal sealed class EntryCollector(ChannelReader<Submission> queue, CommitOrder order, LeaderOptions options)
{
    /// <summary>The largest command that an entry holds.</summary>
    private const int CommandBytesMax = JournalEntryCodec.EntryBytesMax - JournalEntryCodec.EmptyEntryBytes;

    /// <summary>Kept in the order in which they go into entries: commits that waited for an earlier number stand after it.</summary>
    private readonly Queue<Submission> _ready = [];

    /// <summary>A command that had no room in the last entry and is the first of the next one.</summary>
    private Submission? _held;

    /// <summary>True when the last entry had no room for every command.</summary>
    public bool HasReady => _held is not null || _ready.Count > 0;

    /// <summary>Returns null when every command has to wait longer.</summary>
    public CollectedEntry? Collect(long timestampMs, short featureLevel)
    {
        var commands = new List<ReadOnlyMemory<byte>>();
        var submissions = new List<Submission>();
        var bytes = 0;
        while (bytes < options.EntryBytesTarget && commands.Count < options.EntryCommandsMax && TakeNext() is { } submission)
        {
            if (submission.Command is null)
            {
                submissions.Add(submission);
            }
            else if (TryFrame(submission, timestampMs, featureLevel) is { } frame)
            {
                if (frame.Length > CommandBytesMax - bytes)
                {
                    _held = submission;
                    break;
                }

                bytes += frame.Length;
                commands.Add(frame);
                submissions.Add(submission);
            }
        }

        return submissions.Count == 0 ? null : new CollectedEntry(timestampMs, commands, submissions);
    }

    public void FailAll(string reason)
    {
        while (TakeNext() is { } submission)
        {
            submission.FailUnavailable(reason);
        }

        order.FailAll(reason);
    }

    private Submission? TakeNext()
    {
        if (_held is { } held)
        {
            _held = null;
            return held;
        }

        while (_ready.Count == 0 && queue.TryRead(out var submission))
        {
            order.Admit(submission, _ready);
        }

        return _ready.TryDequeue(out var next) ? next : null;
    }

    private static ReadOnlyMemory<byte>? TryFrame(Submission submission, long timestampMs, short featureLevel)
    {
        ReadOnlyMemory<byte> frame;
        try
        {
            frame = Submission.Frame(submission.Command!, timestampMs, featureLevel);
        }
        catch (GaramException fault)
        {
            submission.TrySetException(fault);
            return null;
        }

        if (frame.Length <= CommandBytesMax)
        {
            return frame;
        }

        // Nothing was lost, and trying again does not help: this command alone is too large.
        submission.TrySetException(
            new GaramException(ErrorKind.Invalid, $"A command of {frame.Length} bytes does not fit into a journal entry."));
        return null;
    }
}

/// <summary>The content of the next entry, and the submissions that wait for it.</summary>
/// <param name="TimestampMs">The stamp of every command in it.</param>
/// <param name="Commands">Framed commands.</param>
/// <param name="Submissions">In the order of the commands; those without a command want the entry itself.</param>
internal sealed record CollectedEntry(
    long TimestampMs, IReadOnlyList<ReadOnlyMemory<byte>> Commands, IReadOnlyList<Submission> Submissions);
