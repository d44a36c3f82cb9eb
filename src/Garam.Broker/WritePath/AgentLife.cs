using Garam.Metadata;

namespace Garam.Broker.WritePath;

/// <summary>Which life of which process this is, and how much of the journal it has seen: both are in the names of its segments.</summary>
/// <param name="incarnation">As registered with the leader.</param>
/// <param name="appliedSequence">Of the process's replica.</param>
public sealed class AgentLife(Incarnation incarnation, Func<long> appliedSequence)
{
    public Incarnation Incarnation { get; } = incarnation;

    public long AppliedSequence => appliedSequence();
}
