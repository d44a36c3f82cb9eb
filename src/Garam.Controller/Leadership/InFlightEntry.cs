using Garam.Journal.Backends;
using Garam.Journal.Entries;
using Garam.Metadata;
using Garam.Protocol;

namespace Garam.Controller.Leadership;

/// <summary>An entry whose append was started and is not answered yet.</summary>
/// <param name="Stored">What is applied once it is durable: the leader applies what every other replica reads.</param>
/// <param name="SentAt">The continuous clock before the first attempt.</param>
/// <param name="Submissions">Who is answered, in the order of the commands.</param>
/// <param name="Append">Whose number it became.</param>
internal sealed record InFlightEntry(StoredEntry Stored, long SentAt, IReadOnlyList<Submission> Submissions, Task<AppendOutcome> Append)
{
    public void Answer(IReadOnlyList<CommandResult> results)
    {
        var answered = 0;
        foreach (var submission in Submissions)
        {
            submission.TrySetResult(new SubmissionOutcome(Stored.Sequence, submission.Command is null ? null : results[answered++]));
        }

        Invariant.Check(answered == results.Count || Submissions.Count == 0);
    }

    public void FailUnavailable(string reason)
    {
        foreach (var submission in Submissions)
        {
            submission.FailUnavailable(reason);
        }
    }
}
