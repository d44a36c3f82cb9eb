using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Metadata.Segments;

namespace Garam.Controller.Leadership;

/// <summary>
/// Puts each incarnation's commits into the order of their numbers, which is the order in which its segments were sealed: a commit
/// waits for the numbers before it, so that a client's order is kept however uploads overtake each other. Owner: the pump.
/// </summary>
internal sealed class CommitOrder(Replica replica, int parkedMax)
{
    private readonly Dictionary<Incarnation, CommitSequence> _sequences = [];

    /// <summary>
    /// Moves submissions that may go into an entry to <paramref name="ready"/>: this one, unless it has to wait, and those that waited for
    /// it.
    /// </summary>
    public void Admit(Submission submission, Queue<Submission> ready)
    {
        switch (submission.Command)
        {
            case CommitSegment commit:
                AdmitCommit(submission, commit, ready);
                break;
            case RemoveProcess removal:
                ready.Enqueue(submission);
                Close(removal.Incarnation, ready);
                break;
            case RegisterProcess:
                ready.Enqueue(submission);
                CloseReplaced(ready);
                break;
            default:
                ready.Enqueue(submission);
                break;
        }
    }

    public void FailAll(string reason)
    {
        foreach (var parked in _sequences.Values.SelectMany(sequence => sequence.Parked.Values))
        {
            parked.FailUnavailable(reason);
        }

        _sequences.Clear();
    }

    private void AdmitCommit(Submission submission, CommitSegment commit, Queue<Submission> ready)
    {
        if (!_sequences.TryGetValue(commit.Incarnation, out var sequence))
        {
            if (NextNumber(commit.Incarnation) is not { } next)
            {
                // Apply refuses it: the incarnation is closed, or its registration has not been applied yet.
                ready.Enqueue(submission);
                return;
            }

            sequence = new CommitSequence { Next = next };
            _sequences.Add(commit.Incarnation, sequence);
        }

        if (commit.CommitNumber > sequence.Next)
        {
            Park(sequence, commit.CommitNumber, submission);
            return;
        }

        // A repeated number goes in as well: Apply answers it with its stored results.
        ready.Enqueue(submission);
        sequence.Next = Math.Max(sequence.Next, commit.CommitNumber + 1);
        while (sequence.Parked.Remove(sequence.Next, out var waited))
        {
            ready.Enqueue(waited);
            sequence.Next++;
        }
    }

    private void Park(CommitSequence sequence, long number, Submission submission)
    {
        if (sequence.Parked.Remove(number, out var earlier))
        {
            earlier.FailUnavailable("The commit was sent again.");
        }

        if (sequence.Parked.Count >= parkedMax)
        {
            submission.FailUnavailable($"{parkedMax} commits wait for number {sequence.Next} already.");
            return;
        }

        sequence.Parked.Add(number, submission);
    }

    /// <summary>Commits that waited go after the removal, where Apply refuses them.</summary>
    private void Close(Incarnation incarnation, Queue<Submission> ready)
    {
        if (_sequences.Remove(incarnation, out var sequence))
        {
            foreach (var waited in sequence.Parked.OrderBy(parked => parked.Key))
            {
                ready.Enqueue(waited.Value);
            }
        }
    }

    /// <summary>
    /// Lets go of incarnations that are closed by now: a registration closes the earlier one of its address without naming it.
    /// </summary>
    private void CloseReplaced(Queue<Submission> ready)
    {
        foreach (var incarnation in _sequences.Keys.Where(incarnation => NextNumber(incarnation) is null).ToList())
        {
            Close(incarnation, ready);
        }
    }

    private long? NextNumber(Incarnation incarnation) => replica.Read(
        incarnation,
        static (state, wanted) => state.Processes.TryGet(wanted, out var process) ? process.LastCommitNumber + 1 : (long?)null);

    private sealed class CommitSequence
    {
        public long Next { get; set; }

        public Dictionary<long, Submission> Parked { get; } = [];
    }
}
