using Garam.Controller.Leadership;
using Garam.Controller.Members;
using Garam.Journal.Entries;
using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Peers;

namespace Garam.Composition.Peering;

/// <summary>Answers other processes while this one leads. Any thread calls.</summary>
internal sealed class PeerServices(
    Leader leader, ILeaderGateway here, Replica replica, RecentEntries recent, AgentSessions sessions, TimeProvider time) : IPeerServices
{
    public ILeaderGateway Leader => here;

    public async ValueTask<TailReply> FetchTailAsync(TailRequest request, CancellationToken cancellation)
    {
        if (!leader.IsLeading)
        {
            return new TailReply(false, []);
        }

        var caller = new Incarnation(request.Incarnation);
        if (request.Incarnation > 0)
        {
            sessions.Heard(caller);
        }

        var entries = Find(request);
        if (entries is { Count: 0 })
        {
            try
            {
                await WaitAsync(request.AfterSequence + 1, request.Wait, cancellation);
            }
            catch (OperationCanceledException)
            {
                sessions.Disconnected(caller);
                throw;
            }

            entries = Find(request);
        }

        // A follower that is too far behind reads the store: an empty answer tells it to.
        return new TailReply(leader.IsLeading, entries ?? [], sessions.Self.Value);
    }

    private IReadOnlyList<StoredEntry>? Find(in TailRequest request) => recent.After(request.AfterSequence, request.BytesMax);

    private async ValueTask WaitAsync(long sequence, TimeSpan wait, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await replica.WaitForAsync(sequence, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nothing new came in time.
        }
    }
}
