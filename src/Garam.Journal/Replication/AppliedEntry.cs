using Garam.Metadata;

namespace Garam.Journal.Replication;

/// <param name="IsAccepted">False when the entry was stepped over: it was written by a leader that had lost already.</param>
/// <param name="Results">One per command.</param>
public readonly record struct AppliedEntry(bool IsAccepted, IReadOnlyList<CommandResult> Results)
{
    public static readonly AppliedEntry SteppedOver = new(false, []);
}
