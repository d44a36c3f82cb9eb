using Garam.Controller.Leadership;
using Garam.Controller.Members;
using Garam.Journal.Gateway;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Peers;
using Garam.Protocol;
using Garam.Protocol.Wire;
using Garam.Storage.Errors;

namespace Garam.Composition.Peering;

/// <summary>
/// The way to the leader, wherever it is: a plain call while this process leads, else the connections to the process that the journal
/// names. When another process claims, calls to the one before end as unavailable at once, because it may hang for a long time. Any thread
/// calls. Owns the connections.
/// </summary>
internal sealed class LeaderRoute : ILeaderGateway, IJournalTail, IApplyObserver, IAsyncDisposable
{
    /// <summary>Holds a few entries of full size.</summary>
    private const int TailBytesMax = 4 << 20;

    private readonly Lock _gate = new();
    private readonly Replica _replica;
    private readonly Leader _local;
    private readonly ILeaderGateway _here;
    private readonly PeerEntrance _entrance;
    private readonly TimeProvider _time;
    private readonly List<Task> _closing = [];
    private (HostPort Address, PeerClient Client)? _peer;
    private LostLeader? _lost;
    private int _leader;
    private int _self;

    public LeaderRoute(Replica replica, Leader local, ILeaderGateway here, PeerEntrance entrance, TimeProvider time)
    {
        (_replica, _local, _here, _entrance, _time) = (replica, local, here, entrance, time);
        replica.Observe(this);
    }

    /// <summary>The address at which other processes reach this one.</summary>
    public HostPort Own => _entrance.Address;

    /// <summary>
    /// Returns the leader that this process followed last, if it does not answer, and forgets it: the caller leads and hears of it from now
    /// on. For the loop that fetches the tail.
    /// </summary>
    public LostLeader? TakeLost() => Interlocked.Exchange(ref _lost, null);

    /// <summary>From here on a call for the tail keeps this agent's session alive.</summary>
    public void Registered(Incarnation self) => Volatile.Write(ref _self, self.Value);

    public ValueTask<SubmitReply> SubmitAsync(Command command, CancellationToken cancellation) =>
        Gateway().SubmitAsync(command, cancellation);

    public ValueTask<long> ConfirmTailAsync(CancellationToken cancellation) => Gateway().ConfirmTailAsync(cancellation);

    public ValueTask<IMessage> ForwardAsync(
        ApiKey key, short version, IMessage request, ForwardedCaller caller, CancellationToken cancellation) =>
        Gateway().ForwardAsync(key, version, request, caller, cancellation);

    public async ValueTask<FetchedTail> FetchAsync(long after, TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            var self = Volatile.Read(ref _self);
            var reply = await Peer().FetchTailAsync(new TailRequest(self, after, TailBytesMax, wait), cancellation);
            _lost = null;

            // Entries are durable, whether the process that has them still leads or not; its resignation is one of them.
            if (reply.IsLeading || reply.Entries.Count > 0)
            {
                _leader = reply.IsLeading ? reply.Leader : _leader;
                return new FetchedTail(reply.Entries, IsForAnother: reply.Successor != 0 && reply.Successor != self);
            }
        }
        catch (GaramException fault) when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled)
        {
            NoteLost();
        }

        await Task.Delay(wait, _time, cancellation);
        return new FetchedTail([]);
    }

    public void OnApplied(long sequence, ApplyEffects effects)
    {
        if (effects.LeaderChanged)
        {
            LeaveFormerLeader();
        }
    }

    public void OnRestored(long sequence) => LeaveFormerLeader();

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            Leave();
        }

        foreach (var closing in _closing)
        {
            await closing;
        }
    }

    private ILeaderGateway Gateway() => _local.IsLeading ? _here : Peer();

    /// <exception cref="GaramException">Unavailable: no other process leads, as far as this one knows.</exception>
    private PeerClient Peer()
    {
        if (LeaderAddress() is not { } address)
        {
            throw new GaramException(ErrorKind.Unavailable, "No process leads at the moment.");
        }

        lock (_gate)
        {
            if (_peer is { } known && known.Address == address)
            {
                return known.Client;
            }

            Leave();
            var client = _entrance.Connect(address);
            _peer = (address, client);
            return client;
        }
    }

    /// <summary>A leader that has resigned is not asked, and is not lost.</summary>
    private void NoteLost()
    {
        if (_leader > 0 && LeaderAddress() is not null)
        {
            _lost ??= new LostLeader(new Incarnation(_leader), _time.GetTimestamp());
        }
    }

    private HostPort? LeaderAddress() => _replica.Read(_entrance.Address, static (state, own) =>
        state.Facts.Leader is { HasResigned: false, Host.Length: > 0 } leader && new HostPort(leader.Host, leader.Port) is var address
            && address != own
                ? address
                : (HostPort?)null);

    private void LeaveFormerLeader()
    {
        var address = LeaderAddress();
        lock (_gate)
        {
            if (_peer is { } known && known.Address != address)
            {
                Leave();
            }
        }
    }

    /// <summary>Called under the lock.</summary>
    private void Leave()
    {
        if (_peer is { } former)
        {
            _closing.RemoveAll(static closing => closing.IsCompletedSuccessfully);
            _closing.Add(former.Client.DisposeAsync().AsTask());
            _peer = null;
        }
    }
}
