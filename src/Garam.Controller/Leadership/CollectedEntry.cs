namespace Garam.Controller.Leadership;

/// <summary>What the next entry will hold, and who waits for it.</summary>
/// <param name="TimestampMs">Stamped on every command in it.</param>
/// <param name="Commands">Framed.</param>
/// <param name="Submissions">In the order of the commands; those without one want the entry itself.</param>
internal sealed record CollectedEntry(long TimestampMs, IReadOnlyList<ReadOnlyMemory<byte>> Commands, IReadOnlyList<Submission> Submissions);
