using Garam.Controller.Leadership;
using Garam.Controller.Members;
using Garam.Journal.Entries;
using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Peers;
using Garam.Storage.Errors;

namespace Garam.Composition.Peering;

/// <summary>Answers other processes while this one leads. Any thread calls.</summary>
internal sealed class PeerServices(
    ControlPlane control, RecentEntries recent, AgentSessions sessions, SelfDescription self, TimeProvider time) : IPeerServices
{
    private readonly Leader _leader = control.Leader;

    public ILeaderGateway Leader => control.Here;

    public ProcessDescription Describe() => self.Describe();

    public async ValueTask<TailReply> FetchTailAsync(TailRequest request, CancellationToken cancellation)
    {
        var caller = new Incarnation(request.Incarnation);
        var wasLeading = _leader.IsLeading;
        if (wasLeading && request.Incarnation > 0)
        {
            sessions.Heard(caller);
        }

        var entries = Find(request);
        if (wasLeading && entries is { Count: 0 })
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
        return new TailReply(_leader.IsLeading, entries ?? [], sessions.Self.Value) { Successor = _leader.Successor };
    }

    public ValueTask<int> MoveLeadershipAsync(int successor, CancellationToken cancellation)
    {
        if (successor != 0 && self.Objection(new Incarnation(successor)) is { } objection)
        {
            throw new GaramException(ErrorKind.Invalid, objection);
        }

        return _leader.ResignAsync(successor, cancellation);
    }

    private IReadOnlyList<StoredEntry>? Find(in TailRequest request) => recent.After(request.AfterSequence, request.BytesMax);

    private async ValueTask WaitAsync(long sequence, TimeSpan wait, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await control.Replica.WaitForAsync(sequence, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nothing new came in time.
        }
    }
}
