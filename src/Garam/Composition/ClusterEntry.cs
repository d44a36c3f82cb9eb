using Garam.Controller.Jobs;
using Garam.Metadata;
using Garam.Metadata.Cluster;
using Garam.Protocol;
using Garam.Storage.Errors;

namespace Garam.Composition;

/// <summary>
/// The steps by which a process that has restored the state becomes a member of the cluster. Used once, while the node starts.
/// </summary>
internal sealed partial class ClusterEntry(ControlPlane control, NodeOptions options, NodePorts ports)
{
    /// <summary>Completes when the process is registered and its replica holds the registration.</summary>
    /// <param name="clients">Tell the addresses that clients are given.</param>
    /// <param name="leaderLoopEnded">Its fault ends the wait for a leader.</param>
    /// <param name="cancellation">Ends the wait for a leader.</param>
    public async Task<RegisterProcessResult> EnterAsync(ClientEntrances clients, Task leaderLoopEnded, CancellationToken cancellation)
    {
        if (options.Peers is null)
        {
            await control.LeadsAsync(leaderLoopEnded, cancellation);
        }

        var life = options.Peers is { } peers
            ? await RegisterWithAnyLeaderAsync(clients, peers.JoinRetryDelay, leaderLoopEnded, cancellation)
            : await RegisterAsync(clients, cancellation);
        if (options.Leader.StoreIsExclusive)
        {
            await CloseOthersAsync(life.Incarnation, cancellation);
        }

        if (control.Leader.IsLeading)
        {
            await FeatureLevelRaise.RunAsync(control.Replica, control.Leader, cancellation);
            life = LacksListeners(clients, life) ? await RegisterAsync(clients, cancellation) : life;
        }

        if (LacksListeners(clients, life))
        {
            LogOneAddress(ports.Loggers.CreateLogger<ClusterEntry>(), clients.Address);
        }

        return life;
    }

    /// <summary>
    /// Asks until a leader answers: this process itself, if none of the others does within a lease. A registration whose answer was lost is
    /// repeated, and the one before is closed by it.
    /// </summary>
    private async Task<RegisterProcessResult> RegisterWithAnyLeaderAsync(
        ClientEntrances clients, TimeSpan retryDelay, Task leaderLoopEnded, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await RegisterAsync(clients, cancellation);
            }
            catch (GaramException fault) when (fault.Kind is ErrorKind.Unavailable or ErrorKind.Throttled)
            {
            }
            catch (InvariantException) when (control.Replica.HasStopped)
            {
                // The loop knows the cause, and what the operator can do about it.
                await leaderLoopEnded;
                throw;
            }

            if (leaderLoopEnded.IsCompleted)
            {
                await leaderLoopEnded;
            }

            await Task.Delay(retryDelay, ports.Time, cancellation);
        }
    }

    private async Task<RegisterProcessResult> RegisterAsync(ClientEntrances clients, CancellationToken cancellation)
    {
        if (control.Replica.Read(0, static (state, _) => state.Facts.ClusterId) is null)
        {
            await BeginAsync(cancellation);
        }

        var reply = await control.Gateway.SubmitAsync(Describe(clients), cancellation);
        await control.Replica.WaitForAsync(reply.Sequence, cancellation);
        return (RegisterProcessResult)reply.Result;
    }

    /// <summary>
    /// A second id is refused, so it does not matter which process sets it. The one that does is the first of the cluster: there is no
    /// older program to wait for, so everything is recorded in its newest form from the beginning.
    /// </summary>
    private async Task BeginAsync(CancellationToken cancellation)
    {
        var identity = await control.Gateway.SubmitAsync(
            new SetClusterIdentity { ClusterId = Uuid.Create(ports.NewRandom()).ToString() }, cancellation);
        if (identity.Result.Error == ErrorCode.None)
        {
            await control.Gateway.SubmitAsync(new SetFeatureLevel { Level = options.FeatureLevelMax }, cancellation);
        }
    }

    private RegisterProcess Describe(ClientEntrances clients) => new()
    {
        Name = options.Peers?.Id ?? clients.Address.ToString(),
        Host = clients.Address.Host,
        Port = clients.Address.Port,
        Zone = options.Peers?.Zone,
        InternalHost = control.Route?.Own.Host ?? "",
        InternalPort = control.Route?.Own.Port ?? 0,
        ProgramVersion = options.ProgramVersion,
        FeatureLevelMax = options.FeatureLevelMax,
        ZoneListeners = [.. clients.OfZones.Select(ZoneListener.Of)],
    };

    /// <summary>
    /// A registration below feature level 3 tells the first address only. The level rises when no older program runs any more, and the next
    /// registration tells the others.
    /// </summary>
    private bool LacksListeners(ClientEntrances clients, RegisterProcessResult life) =>
        control.Replica.Read(life.Incarnation, static (state, own) =>
            state.Processes.TryGet(own, out var process) ? process.ZoneListeners.Length : 0) < clients.OfZones.Count();

    /// <summary>
    /// No other process can live on an exclusive store. A process that was killed and came back under another address would otherwise stay
    /// in Metadata, and clients would be sent there for ever.
    /// </summary>
    private async Task CloseOthersAsync(Incarnation own, CancellationToken cancellation)
    {
        var others = control.Replica.Read(own, static (state, self) =>
            state.Processes.All.Select(process => process.Incarnation).Where(incarnation => incarnation != self).ToArray());
        foreach (var other in others)
        {
            await control.Leader.SubmitAsync(new RemoveProcess { IncarnationValue = other.Value }, cancellation);
        }
    }

    [LoggerMessage(6012, LogLevel.Warning,
        "Agents of an older version run, or ran until a moment ago, so the cluster knows no listeners per zone: clients are sent to "
            + "{Address} whatever their zone. Once all agents are upgraded, start this agent again.")]
    private static partial void LogOneAddress(ILogger log, HostPort address);
}
