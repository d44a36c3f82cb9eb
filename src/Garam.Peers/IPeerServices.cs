using Garam.Journal.Entries;
using Garam.Journal.Gateway;

namespace Garam.Peers;

/// <summary>The calls that a process answers for the other processes of its cluster. Any thread.</summary>
public interface IPeerServices
{
    /// <summary>The leader in this process. Throws GaramException(Unavailable) while it does not lead.</summary>
    ILeaderGateway Leader { get; }

    /// <summary>Waits for entries after a number. The bytes of the entries that it returns must never change.</summary>
    ValueTask<TailReply> FetchTailAsync(TailRequest request, CancellationToken cancellation);

    /// <summary>Describes this process as it is now.</summary>
    ProcessDescription Describe();

    /// <summary>
    /// Resigns, and leaves the leadership to others for a while. Completes when the resignation is durable, and returns the epoch that it
    /// ended.
    /// </summary>
    /// <param name="successor">The incarnation that should lead next: the others let it claim first. 0: it may be any.</param>
    /// <exception cref="Garam.Storage.Errors.GaramException">
    /// Unavailable: this process does not lead, or no longer. Invalid: it is the successor itself, or knows no such incarnation.
    /// </exception>
    ValueTask<int> MoveLeadershipAsync(int successor, CancellationToken cancellation);
}

/// <param name="Incarnation">The caller, which is alive as it asks; 0 before it is registered.</param>
/// <param name="AfterSequence">The caller has everything up to this entry.</param>
/// <param name="BytesMax">The size of the answer; a single entry may be larger.</param>
/// <param name="Wait">How long to wait for a first entry.</param>
public readonly record struct TailRequest(int Incarnation, long AfterSequence, int BytesMax, TimeSpan Wait);

/// <param name="IsLeading">False: the process does not lead.</param>
/// <param name="Entries">
/// None from a leader: there was nothing new within the wait, or the leader no longer has the entries in memory and the caller has to read
/// the store. A process that has just resigned still hands out what it has.
/// </param>
/// <param name="Leader">The incarnation of the leader; 0 before it is registered.</param>
public sealed record TailReply(bool IsLeading, IReadOnlyList<StoredEntry> Entries, int Leader = 0)
{
    /// <summary>The incarnation that should lead after this process; 0 when it may be any.</summary>
    public int Successor { get; init; }
}
