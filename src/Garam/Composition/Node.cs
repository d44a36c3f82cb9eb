using Garam.Composition.Peering;
using Garam.Journal.Replication;
using Garam.Metadata.Cluster;

namespace Garam.Composition;

/// <summary>
/// One process of the cluster with every role: it restores the state, leads or finds the leader, registers itself, then serves. Owns its
/// planes and all background loops. The same class runs on sockets and a directory and in the simulation.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private readonly ControlPlane _control;
    private readonly DataPlane _data;
    private readonly PeerPlane? _peers;
    private readonly BackgroundLoops _serving;
    private readonly BackgroundLoops _leading;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Node(
        (ControlPlane Control, DataPlane Data, PeerPlane? Peers) planes, BackgroundLoops serving, BackgroundLoops leading,
        IReadOnlyList<ClientAddress> addresses, TimeProvider time)
    {
        (_control, _data, _peers) = planes;
        (_serving, _leading, Addresses, _time) = (serving, leading, addresses, time);
        _ = ForwardAsync(serving.Ended);
        _ = ForwardAsync(leading.Ended);
    }

    /// <summary>The addresses that clients are told, one for each listener.</summary>
    public IReadOnlyList<ClientAddress> Addresses { get; }

    public Replica Replica => _control.Replica;

    /// <summary>Completes when a background loop ends by itself, with its fault: the node cannot go on.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Listens first: a process whose address is taken must not have claimed the store.</summary>
    public static async Task<Node> StartAsync(NodeOptions options, NodePorts ports, CancellationToken cancellation)
    {
        var clients = await ClientEntrances.OpenAsync(options.Listeners, ports.Transport, cancellation);
        try
        {
            return await StartAsync(options, ports, clients, cancellation);
        }
        catch
        {
            await clients.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Clients that connect to <paramref name="clients"/> wait until the node serves. The node owns them once it has started.
    /// </summary>
    internal static async Task<Node> StartAsync(
        NodeOptions options, NodePorts ports, ClientEntrances clients, CancellationToken cancellation)
    {
        var entrance = options.Peers is null ? null : await PeerEntrance.OpenAsync(options.Peers, ports, cancellation);
        try
        {
            var control = await ControlPlane.RestoreAsync(options, ports, entrance, cancellation);
            return await StartAsync(options, ports, (clients, entrance), control, cancellation);
        }
        catch
        {
            await (entrance?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    private static async Task<Node> StartAsync(
        NodeOptions options, NodePorts ports, (ClientEntrances Clients, PeerEntrance? Peers) entrances, ControlPlane control,
        CancellationToken cancellation)
    {
        var leading = new BackgroundLoops();
        var serving = new BackgroundLoops();
        var peers = entrances.Peers is null ? null : new PeerPlane(options, ports, control, entrances.Peers);
        DataPlane? data = null;
        try
        {
            control.Start(serving, leading, ports.WritePath);
            peers?.Start(leading, serving);
            var life = await new ClusterEntry(control, options, ports).EnterAsync(entrances.Clients, leading.Ended, cancellation);
            peers?.Registered(life, entrances.Clients.Address);
            data = new DataPlane(options, ports, control, entrances.Clients, life);
            data.Start(serving, ports.WritePath);
            var addresses = entrances.Clients.All.Select(static one => one.Address).ToArray();
            return new Node((control, data, peers), serving, leading, addresses, ports.Time);
        }
        catch
        {
            await serving.StopAsync();
            await leading.StopAsync();
            await (data?.DisposeAsync() ?? ValueTask.CompletedTask);
            await control.DisposeAsync();
            peers?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends clients to other agents, answers what was accepted, commits it, leaves the cluster, resigns. Ends within
    /// <paramref name="deadline"/> whatever the store does: what it has not taken by then is given up. False when a loop had ended by a
    /// fault.
    /// </summary>
    public async Task<bool> StopAsync(TimeSpan deadline)
    {
        var failed = Ended.IsCompleted;
        var shares = StopShares.Of(deadline);
        if (HasOthers())
        {
            await _data.HandOverAsync(_control.Gateway, shares.HandOver, _time);
        }

        await _data.DrainAsync(shares.Clients);
        await _serving.StopAsync();
        await _data.LeaveAsync(_control.Gateway, shares.Leave, _time);
        await _leading.StopAsync();
        return !failed;
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        await _control.DisposeAsync();
        _peers?.Dispose();
        _serving.Dispose();
        _leading.Dispose();
    }

    /// <summary>
    /// Another agent can take the clients. If all of them have just died, clients find nothing until an agent is started.
    /// </summary>
    private bool HasOthers() => _peers is not null
        && Replica.Read(0, static (state, _) => state.Processes.All.Count(static process => !process.IsDraining)) > 1;

    /// <summary>Not Task.WhenAny, which completes on the thread pool.</summary>
    private async Task ForwardAsync(Task ended)
    {
        try
        {
            await ended;
            _ended.TrySetResult();
        }
        catch (Exception fault)
        {
            _ended.TrySetException(fault);
        }
    }
}
