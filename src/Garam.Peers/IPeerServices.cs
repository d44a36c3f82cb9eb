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
}

/// <param name="Incarnation">The caller, which is alive as it asks; 0 before it is registered.</param>
/// <param name="AfterSequence">The caller has everything up to this entry.</param>
/// <param name="BytesMax">The size of the answer; a single entry may be larger.</param>
/// <param name="Wait">How long to wait for a first entry.</param>
public readonly record struct TailRequest(int Incarnation, long AfterSequence, int BytesMax, TimeSpan Wait);

/// <param name="IsLeading">False: the process does not lead.</param>
/// <param name="Entries">
/// None from a leader: there was nothing new within the wait, or the leader no longer has the entries in memory and the caller has to read
/// the store.
/// </param>
/// <param name="Leader">The incarnation of the leader; 0 before it is registered.</param>
public sealed record TailReply(bool IsLeading, IReadOnlyList<StoredEntry> Entries, int Leader = 0);
