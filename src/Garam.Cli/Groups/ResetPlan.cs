namespace Garam.Cli.Groups;

/// <summary>The document that <c>garam groups reset-offsets --json</c> prints.</summary>
/// <param name="Group">The group.</param>
/// <param name="Executed">False for a plan.</param>
/// <param name="Partitions">By topic and number.</param>
internal sealed record ResetPlan(string Group, bool Executed, IReadOnlyList<ResetStep> Partitions);

/// <param name="Topic">Its topic.</param>
/// <param name="Partition">Its number.</param>
/// <param name="From">What is committed now; null for nothing.</param>
/// <param name="To">What is to be committed.</param>
/// <param name="Error">Why the cluster refused it, in Kafka's words; null when it did not.</param>
internal sealed record ResetStep(string Topic, int Partition, long? From, long To, string? Error = null);
