using System.Net;
using Garam.Controller.Jobs;
using Garam.Controller.Leadership;
using Garam.Journal.Replication;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Transport.Connections;

namespace Garam.Composition;

/// <summary>
/// One process of the cluster with every role: it restores the state, leads, registers itself, then serves. Owns its planes and all
/// background loops. The same class runs on sockets and a directory and in the simulation.
/// </summary>
public sealed class Node : IAsyncDisposable
{
    private readonly ControlPlane _control;
    private readonly DataPlane _data;
    private readonly BackgroundLoops _serving;
    private readonly BackgroundLoops _leading;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Node(
        ControlPlane control, DataPlane data, BackgroundLoops serving, BackgroundLoops leading, HostPort address, TimeProvider time)
    {
        (_control, _data, _serving, _leading, Address, _time) = (control, data, serving, leading, address, time);
        _ = ForwardAsync(serving.Ended);
        _ = ForwardAsync(leading.Ended);
    }

    /// <summary>The address that clients are told.</summary>
    public HostPort Address { get; }

    public Replica Replica => _control.Replica;

    /// <summary>Completes when a background loop ends by itself, with its fault: the node cannot go on.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Listens first: a process whose address is taken must not have claimed the store.</summary>
    public static async Task<Node> StartAsync(NodeOptions options, NodePorts ports, CancellationToken cancellation)
    {
        var listener = await ports.Transport.ListenAsync(options.Listen, cancellation);
        try
        {
            return await StartAsync(options, ports, listener, cancellation);
        }
        catch
        {
            await listener.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Clients that connect to <paramref name="listener"/> wait until the node serves. The node owns it once it has started.
    /// </summary>
    public static async Task<Node> StartAsync(
        NodeOptions options, NodePorts ports, IConnectionListener listener, CancellationToken cancellation)
    {
        var control = await ControlPlane.RestoreAsync(options, ports, cancellation);
        var leading = new BackgroundLoops();
        var serving = new BackgroundLoops();
        DataPlane? data = null;
        try
        {
            control.Start(serving, leading, ports.WritePath);
            await control.LeadsAsync(leading.Ended, cancellation);
            await GiveIdentityAsync(control, ports, cancellation);
            var address = options.Advertise ?? AddressOf(listener);
            var life = await RegisterAsync(control.Leader, address, cancellation);
            if (options.Leader.StoreIsExclusive)
            {
                await CloseOthersAsync(control, life.Incarnation, cancellation);
            }

            await FeatureLevelRaise.RunAsync(control.Replica, control.Leader, cancellation);
            data = new DataPlane(options, ports, control, listener, life);
            data.Start(serving, ports.WritePath);
            return new Node(control, data, serving, leading, address, ports.Time);
        }
        catch
        {
            await serving.StopAsync();
            await leading.StopAsync();
            await (data?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>
    /// Answers what was accepted, commits it, leaves the cluster, resigns. Ends within <paramref name="deadline"/> whatever the store does:
    /// what it has not taken by then is given up. False when a loop had ended by a fault.
    /// </summary>
    public async Task<bool> StopAsync(TimeSpan deadline)
    {
        var failed = Ended.IsCompleted;
        var shares = StopShares.Of(deadline);
        await _data.DrainAsync(shares.Clients);
        await _serving.StopAsync();
        await _data.LeaveAsync(_control.Leader, shares.Leave, _time);
        await _leading.StopAsync();
        return !failed;
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _control.Dispose();
        _serving.Dispose();
        _leading.Dispose();
    }

    private static HostPort AddressOf(IConnectionListener listener) => listener.LocalEndPoint switch
    {
        IPEndPoint ip => new HostPort(ip.Address.ToString(), ip.Port),
        DnsEndPoint dns => new HostPort(dns.Host, dns.Port),
        var other => throw new InvariantException($"A listener at {other} has no address that clients can connect to."),
    };

    private static async Task GiveIdentityAsync(ControlPlane control, NodePorts ports, CancellationToken cancellation)
    {
        if (control.Replica.Read(0, static (state, _) => state.Facts.ClusterId) is null)
        {
            await control.Leader.SubmitAsync(
                new SetClusterIdentity { ClusterId = Uuid.Create(ports.NewRandom()).ToString() }, cancellation);
        }
    }

    private static async Task<RegisterProcessResult> RegisterAsync(Leader leader, HostPort address, CancellationToken cancellation)
    {
        var registration =
            new RegisterProcess { Name = "garam", Host = address.Host, Port = address.Port, FeatureLevelMax = FeatureLevels.Latest };
        var reply = await leader.SubmitAsync(registration, cancellation);
        return (RegisterProcessResult)reply.Result;
    }

    /// <summary>
    /// No other process can live on an exclusive store. A process that was killed and came back under another address would otherwise stay
    /// in Metadata, and clients would be sent there for ever.
    /// </summary>
    private static async Task CloseOthersAsync(ControlPlane control, Incarnation own, CancellationToken cancellation)
    {
        var others = control.Replica.Read(own, static (state, self) =>
            state.Processes.All.Select(process => process.Incarnation).Where(incarnation => incarnation != self).ToArray());
        foreach (var other in others)
        {
            await control.Leader.SubmitAsync(new RemoveProcess { IncarnationValue = other.Value }, cancellation);
        }
    }

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
