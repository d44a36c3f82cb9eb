using Garam.Metadata;

namespace Garam.Controller.Leadership;

/// <param name="Sequence">The entry.</param>
/// <param name="Result">Null for a submission without a command.</param>
internal readonly record struct SubmissionOutcome(long Sequence, CommandResult? Result);
