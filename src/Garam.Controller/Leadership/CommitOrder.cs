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
    private readonly Dictionary<Incarnation, Lane> _lanes = [];

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
        foreach (var parked in _lanes.Values.SelectMany(lane => lane.Parked.Values))
        {
            parked.FailUnavailable(reason);
        }

        _lanes.Clear();
    }

    private void AdmitCommit(Submission submission, CommitSegment commit, Queue<Submission> ready)
    {
        if (!_lanes.TryGetValue(commit.Incarnation, out var lane))
        {
            if (NextNumber(commit.Incarnation) is not { } next)
            {
                // Apply refuses it: the incarnation is closed, or its registration has not been applied yet.
                ready.Enqueue(submission);
                return;
            }

            lane = new Lane { Next = next };
            _lanes.Add(commit.Incarnation, lane);
        }

        if (commit.CommitNumber > lane.Next)
        {
            Park(lane, commit.CommitNumber, submission);
            return;
        }

        // A repeated number goes in as well: Apply answers it with its stored results.
        ready.Enqueue(submission);
        lane.Next = Math.Max(lane.Next, commit.CommitNumber + 1);
        while (lane.Parked.Remove(lane.Next, out var waited))
        {
            ready.Enqueue(waited);
            lane.Next++;
        }
    }

    private void Park(Lane lane, long number, Submission submission)
    {
        if (lane.Parked.Remove(number, out var earlier))
        {
            earlier.FailUnavailable("The commit was sent again.");
        }

        if (lane.Parked.Count >= parkedMax)
        {
            submission.FailUnavailable($"{parkedMax} commits wait for number {lane.Next} already.");
            return;
        }

        lane.Parked.Add(number, submission);
    }

    /// <summary>Commits that waited go after the removal, where Apply refuses them.</summary>
    private void Close(Incarnation incarnation, Queue<Submission> ready)
    {
        if (_lanes.Remove(incarnation, out var lane))
        {
            foreach (var waited in lane.Parked.OrderBy(parked => parked.Key))
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
        foreach (var incarnation in _lanes.Keys.Where(incarnation => NextNumber(incarnation) is null).ToList())
        {
            Close(incarnation, ready);
        }
    }

    private long? NextNumber(Incarnation incarnation) => replica.Read(
        incarnation,
        static (state, wanted) => state.Processes.TryGet(wanted, out var process) ? process.LastCommitNumber + 1 : (long?)null);

    private sealed class Lane
    {
        public long Next { get; set; }

        public Dictionary<long, Submission> Parked { get; } = [];
    }
}
