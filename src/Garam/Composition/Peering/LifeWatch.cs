using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Storage.Errors;
using Garam.Waiting;

namespace Garam.Composition.Peering;

/// <summary>
/// Ends the node when its incarnation is closed: nothing that it accepts can be committed any more, and another process may have its
/// address. The replica tells; the loop waits.
/// </summary>
internal sealed class LifeWatch : IApplyObserver
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Replica _replica;
    private Self? _self;

    public LifeWatch(Replica replica)
    {
        _replica = replica;
        replica.Observe(this);
    }

    public void OnApplied(long sequence, ApplyEffects effects)
    {
        if (effects.ProcessesChanged)
        {
            Look();
        }
    }

    public void OnRestored(long sequence) => Look();

    /// <summary>Begins to watch. The replica has to hold the registration.</summary>
    public void Registered(RegisterProcessResult life, HostPort address)
    {
        Volatile.Write(ref _self, new Self(life.Incarnation, life.NodeId, address));
        Look();
    }

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="GaramException">Fenced: the incarnation is closed.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        await _closed.OrCancelledAsync(stopping);
        var self = _self!;
        var successor = _replica.Read(self, static (state, self) => state.Processes.All.FirstOrDefault(
            process => process.NodeId == self.NodeId || process.Has(self.Address)));
        throw new GaramException(
            ErrorKind.Fenced,
            successor is null
                ? $"This agent, node {self.NodeId} at {self.Address}, is no longer in the cluster: the leader had not heard from it for "
                    + "too long. Start it again"
                : $"Another agent has registered as {successor.Name} (node {successor.NodeId}) at {successor.Address}, so this one, node "
                    + $"{self.NodeId} at {self.Address}, ends. No two agents may have the same --id or address");
    }

    private void Look()
    {
        if (Volatile.Read(ref _self) is { } self
            && !_replica.Read(self.Incarnation, static (state, own) => state.Processes.TryGet(own, out _)))
        {
            _closed.TrySetResult();
        }
    }

    private sealed record Self(Incarnation Incarnation, int NodeId, HostPort Address);
}
